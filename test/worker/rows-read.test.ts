import { beforeEach, expect, test } from "vitest";
import { aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { countReads } from "#test/support/worker/count-reads.ts";
import { countRows } from "#test/support/worker/count-rows.ts";
import { addManySessions } from "#test/support/worker/many-sessions.ts";
import { setPrices } from "#test/support/worker/own-prices.ts";
import { ownPrices, stalled } from "#test/support/worker/repriced.ts";
import { openDatabase } from "#worker/db/client.ts";
import { completeIdleSessions } from "#worker/operations/sessions/complete-idle-sessions.ts";
import { readLiveOverview } from "#worker/operations/sessions/read-live-overview.ts";
import { repriceEvents } from "#worker/operations/prices/reprice-events.ts";
import { startRepricing } from "#worker/operations/prices/start-repricing.ts";

/* What is done each second must not read more where a workspace has ten thousand sessions. */

let reporter: ReturnType<typeof aReporter>;
let reads: ReturnType<typeof countReads>;
beforeEach(async () => {
  reporter = aReporter();
  await addManySessions(reporter.workspaceId);
  reads = countReads();
  reporter.ctx.db = openDatabase({ DB: countRows(reads.database, reporter.rows) });
});

/** Rows that were read since the last time, by the ledger's SELECTs and by its transactions. */
async function rowsRead() {
  const ofSelects = (await reads.asked()).reduce((sum, rows) => sum + rows, 0);
  const ofOthers = reporter.rows.read;
  reporter.rows.read = 0;
  return ofSelects + ofOthers;
}

const run = aRunItem({ startedAt: Date.now() });
const event = (model = "our-model") =>
  aUsageItem({ runId: run.runId, occurredAt: Date.now(), model });

test("an upload reads its own rows", async () => {
  await reporter.upload([run, event()]);
  expect(await rowsRead()).toBeLessThan(100);
  await reporter.upload([event()]);
  expect(await rowsRead()).toBeLessThan(100);
  await reporter.upload([aToolItem({ runId: run.runId })]);
  expect(await rowsRead()).toBeLessThan(100);
});

test("the overview reads the open sessions, and cron those of all workspaces", async () => {
  const { active } = await readLiveOverview(reporter.ctx);
  expect(active).toHaveLength(5);
  expect(await rowsRead()).toBeLessThan(50);
  await completeIdleSessions({ ...reporter.ctx, now: 0 });
  expect(await rowsRead()).toBeLessThan(50);
});

test("re-pricing reads the sessions that it changes", async () => {
  await reporter.upload([run, event(), event()]);
  const ctx = { ...reporter.ctx, env: stalled };
  await setPrices(ctx, ownPrices);
  const { id } = await startRepricing(ctx, {});
  await repriceEvents(ctx);
  await startRepricing(ctx, { dryRunId: id });
  await rowsRead();
  await repriceEvents(ctx, { chunks: 1 });
  expect(await rowsRead()).toBeLessThan(100);
});
