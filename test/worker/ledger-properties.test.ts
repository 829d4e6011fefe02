import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { anUpload, deliveriesOf, runsOfUpload } from "#test/support/worker/any-upload.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { readComparable } from "#test/support/worker/comparable-ledger.ts";
import { openDatabase } from "#worker/db/client.ts";
import { findDrift } from "#worker/operations/ledger/find-drift.ts";
import { rebuildSums } from "#worker/operations/ledger/rebuild-sums.ts";

const db = openDatabase(env);
/** Later than every event, so that all sessions are over whoever sends last. */
const now = Date.UTC(2026, 5, 2);

/** What the ledger holds when everything is sent once, in order, in one batch. */
async function sentOnce(items: unknown[]) {
  const reporter = aReporter({ now });
  await reporter.upload([...runsOfUpload, ...items]);
  return readComparable(reporter.workspaceId);
}

const upload = anUpload.chain((items) =>
  fc.record({ items: fc.constant(items), sent: deliveriesOf(items) }),
);

test("shuffled, split, repeated and sent from two machines, the ledger is that of one upload", async () => {
  await fc.assert(
    fc.asyncProperty(upload, async ({ items, sent }) => {
      const laptop = aReporter({ now });
      const desktop = aReporter({ now, workspaceId: laptop.workspaceId });
      for (const { machine, batch } of sent) {
        const receipt = await (machine === 0 ? laptop : desktop).upload(batch);
        expect(receipt.rejected).toEqual([]);
      }
      expect(await readComparable(laptop.workspaceId)).toEqual(await sentOnce(items));
    }),
    { numRuns: 30 },
  );
  expect((await findDrift(db)).map(({ differing }) => differing)).toEqual([0, 0, 0]);
}, 60_000);

test("two machines that send at the same moment end at the same ledger", async () => {
  await fc.assert(
    fc.asyncProperty(upload, async ({ items, sent }) => {
      const laptop = aReporter({ now });
      const desktop = aReporter({ now, workspaceId: laptop.workspaceId });
      await Promise.all(
        [laptop, desktop].map(async (reporter, nth) => {
          for (const { machine, batch } of sent) if (machine === nth) await reporter.upload(batch);
        }),
      );
      expect(await readComparable(laptop.workspaceId)).toEqual(await sentOnce(items));
    }),
    { numRuns: 15 },
  );
  expect((await findDrift(db)).map(({ differing }) => differing)).toEqual([0, 0, 0]);
}, 60_000);

test("a rebuild from the events gives the sums that were kept", async () => {
  await fc.assert(
    fc.asyncProperty(upload, async ({ sent }) => {
      const reporter = aReporter({ now });
      for (const { batch } of sent) await reporter.upload(batch);
      const kept = await readComparable(reporter.workspaceId);
      await rebuildSums(db);
      expect(await readComparable(reporter.workspaceId)).toEqual(kept);
    }),
    { numRuns: 5 },
  );
}, 60_000);
