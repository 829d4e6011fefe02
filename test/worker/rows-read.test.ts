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
import { listSessionDays } from "#worker/operations/sessions/list-session-days.ts";
import { readLiveOverview } from "#worker/operations/sessions/read-live-overview.ts";
import { readSessionStats } from "#worker/operations/sessions/read-session-stats.ts";
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

test("figures of some days read the sessions of those days, and a calendar those few times", async () => {
  // Of the ten thousand, 1,440 begin on each day.
  const [from, to] = ["1970-01-03", "1970-01-04"];
  const within = { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` };
  expect(await readSessionStats(reporter.ctx, within)).toMatchObject({ sessions: 1_440 });
  expect(await rowsRead()).toBeLessThan(1.1 * 1_440);
  const { sessions } = await listSessionDays(reporter.ctx, { from, to, limit: 4 });
  expect(sessions).toBe(2 * 1_440);
  // With those of the day before, of which some may go on; and where rows are sorted they count twice.
  expect(await rowsRead()).toBeLessThan(6 * 2 * 1_440);
});

test("figures of all sessions read each of them once", async () => {
  expect(await readSessionStats(reporter.ctx, {})).toMatchObject({ sessions: 10_000 });
  expect(await rowsRead()).toBeLessThan(10_100);
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
