import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { anUpload, deliveriesOf, runsOfUpload } from "#test/support/worker/any-upload.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { readComparable } from "#test/support/worker/comparable-ledger.ts";
import { readLedger, readTotals } from "#test/support/worker/read-ledger.ts";
import { openDatabase } from "#worker/db/client.ts";
import { findDrift } from "#worker/operations/ledger/find-drift.ts";

/** Two people's machines in one workspace. */
function twoPeople() {
  const ada = aReporter({ personId: "ada" });
  const grace = aReporter({ workspaceId: ada.workspaceId, personId: "grace" });
  return [ada, grace] as const;
}

const upload = anUpload.chain((items) =>
  fc.record({ items: fc.constant(items), sent: deliveriesOf(items) }),
);

test("a log that two people have counts once, in any order, and its runs stay whose they became", async () => {
  await fc.assert(
    fc.asyncProperty(upload, async ({ items, sent }) => {
      const people = twoPeople();
      const { workspaceId } = people[0];
      for (const { machine, batch } of sent) await people[machine].upload(batch);
      const before = await readLedger(workspaceId);

      const once = aReporter();
      await once.upload([...runsOfUpload, ...items]);
      expect(await readTotals(workspaceId)).toEqual(await readTotals(once.workspaceId));

      const whose = new Map(before.events.map((event) => [event.runId, event.personId]));
      for (const row of [...before.events, ...before.rollups.filter(({ events }) => events > 0)])
        expect(row.personId).toBe(whose.get(row.runId));

      // The same from the other one each time.
      const stable = await readComparable(workspaceId);
      for (const { machine, batch } of sent.toReversed()) {
        await people[machine === 0 ? 1 : 0].upload(batch);
      }
      expect(await readComparable(workspaceId)).toEqual(stable);
    }),
    { numRuns: 20 },
  );
  const drift = await findDrift(openDatabase(env));
  expect(drift.map(({ differing }) => differing)).toEqual([0, 0, 0]);
}, 60_000);

test("two people who tell of one new log at the same moment do not share it", async () => {
  for (let round = 0; round < 5; round++) {
    const people = twoPeople();
    const run = aRunItem();
    const items = Array.from({ length: 30 }, () => aUsageItem({ runId: run.runId }));
    await Promise.all([
      ...people.map((one) => one.upload([run, ...items.slice(0, 20)])),
      ...people.map((one) => one.upload([run, ...items.slice(10)])),
    ]);
    const { events, hours, sessions, rollups } = await readLedger(people[0].workspaceId);
    expect(events).toHaveLength(30);
    expect(sessions).toHaveLength(1);
    const persons = [...events, ...hours, ...sessions, ...rollups].map(({ personId }) => personId);
    expect(new Set(persons).size).toBe(1);
  }
});

test("who has an older copy of a log adds nothing, and takes nothing", async () => {
  const [ada, grace] = twoPeople();
  const run = aRunItem();
  const items = Array.from({ length: 6 }, () => aUsageItem({ runId: run.runId, output: 500 }));
  await ada.upload([run, ...items.slice(0, 4)]);
  const older = items.slice(0, 3).map((item) => ({ ...item, output: 2, lowerBound: true }));
  expect(await grace.upload([run, ...older])).toMatchObject({ accepted: 0 });

  // What only the copy went on with is the run's, and so its person's.
  await grace.upload(items.slice(4));
  const { events } = await readLedger(ada.workspaceId);
  expect(events.map(({ personId, output }) => [personId, output])).toEqual(
    items.map(() => ["ada", 500]),
  );
});
