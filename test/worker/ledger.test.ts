import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { openDatabase } from "#worker/db/client.ts";
import { findDrift } from "#worker/operations/ledger/find-drift.ts";
import { rebuildSums } from "#worker/operations/ledger/rebuild-sums.ts";
import { readLedger, readTotals } from "#test/support/worker/read-ledger.ts";

test("a repeated upload changes nothing and writes no row", async () => {
  const reporter = aReporter();
  const run = aRunItem();
  const items = [run, ...Array.from({ length: 20 }, () => aUsageItem({ runId: run.runId }))];

  expect(await reporter.upload(items)).toEqual({ accepted: 21, duplicates: 0, rejected: [] });
  const before = await readLedger(reporter.workspaceId);
  reporter.rows.written = 0;

  expect(await reporter.upload(items)).toEqual({ accepted: 0, duplicates: 21, rejected: [] });
  expect(reporter.rows.written).toBe(0);
  expect(await readLedger(reporter.workspaceId)).toEqual(before);
});

test("a thousand new events write at most 2.5 rows each", async () => {
  const reporter = aReporter();
  const runs = Array.from({ length: 10 }, () => aRunItem());
  await reporter.upload(runs);
  reporter.rows.written = 0;

  const at = Date.UTC(2026, 5, 1, 10);
  const events = Array.from({ length: 1_000 }, (_, nth) =>
    aUsageItem({ runId: runs[nth % 10]?.runId ?? "", occurredAt: at + nth * 5_000 }),
  );
  await reporter.upload(events);
  expect(reporter.rows.written / 1_000).toBeLessThanOrEqual(2.5);
});

test("a growing output is merged by maximum, priced anew, and the sums follow", async () => {
  const reporter = aReporter();
  const run = aRunItem();
  const partial = aUsageItem({ runId: run.runId, output: 2, lowerBound: true });
  await reporter.upload([run, partial]);
  expect(await readTotals(reporter.workspaceId)).toMatchObject({ output: 2, lowerBoundEvents: 1 });

  await reporter.upload([{ ...partial, output: 500, lowerBound: false }]);
  // 100 × $5 + 500 × $25 + 10,000 × $0.50 + 1,000 × $6.25, each for a million tokens.
  expect(await readTotals(reporter.workspaceId)).toMatchObject({
    events: 1,
    output: 500,
    lowerBoundEvents: 0,
    costNanoUsd: 24_250_000,
  });

  expect(await reporter.upload([partial])).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await readTotals(reporter.workspaceId)).toMatchObject({ output: 500 });
});

test("an event without a price is counted as unpriced, not as free", async () => {
  const reporter = aReporter();
  const run = aRunItem();
  await reporter.upload([run, aUsageItem({ runId: run.runId, model: "brand-new-model" })]);
  const totals = await readTotals(reporter.workspaceId);
  expect(totals).toMatchObject({ events: 1, unpricedEvents: 1, costNanoUsd: 0 });
  const { events } = await readLedger(reporter.workspaceId);
  expect(events[0]).toMatchObject({ costNanoUsd: null, priceVersion: null });
});

test("an echo yields to the real line, in either order, and never raises it", async () => {
  const run = aRunItem();
  const real = aUsageItem({ runId: run.runId, output: 10 });
  const echo = { ...real, output: 900, provisional: true, credit: { rank: 2, beganAt: 0 } };
  for (const order of [
    [real, echo],
    [echo, real],
  ]) {
    const reporter = aReporter();
    await reporter.upload([run]);
    for (const item of order) await reporter.upload([item]);
    expect(await readTotals(reporter.workspaceId)).toMatchObject({ events: 1, output: 10 });
  }
});

test("credit moves an event to the better claim, and every sum follows", async () => {
  const reporter = aReporter();
  const parent = aRunItem();
  const fork = aRunItem();
  const copied = aUsageItem({ runId: fork.runId, credit: { rank: 0, beganAt: 2_000 } });
  await reporter.upload([parent, fork, copied, aUsageItem({ runId: fork.runId })]);
  await reporter.upload([{ ...copied, runId: parent.runId, credit: { rank: 0, beganAt: 1_000 } }]);

  const { events, sessions } = await readLedger(reporter.workspaceId);
  expect(events.find((event) => event.key === copied.key)?.runId).toContain(parent.runId);
  expect(sessions.map(({ rootRunId, events: count }) => [rootRunId, count])).toEqual(
    [
      [parent.runId, 1],
      [fork.runId, 1],
    ].toSorted(),
  );
  await expectSumsToFollow();
});

test("one bad item never loses the others", async () => {
  const reporter = aReporter();
  const run = aRunItem();
  const good = aUsageItem({ runId: run.runId });
  const receipt = await reporter.upload([
    run,
    aUsageItem({ runId: run.runId, input: -1 }),
    good,
    aUsageItem({ runId: "never-sent" }),
    "nonsense",
  ]);
  expect(receipt).toMatchObject({ accepted: 2, duplicates: 0 });
  expect(receipt.rejected.map(({ index, code }) => [index, code])).toEqual([
    [1, "invalid_item"],
    [3, "unknown_run"],
    [4, "invalid_item"],
  ]);
  expect(await readTotals(reporter.workspaceId)).toMatchObject({ events: 1 });
});

test("batches with the same events at the same moment store each once", async () => {
  const first = aReporter();
  const second = aReporter({ workspaceId: first.workspaceId });
  const run = aRunItem();
  const events = Array.from({ length: 30 }, () => aUsageItem({ runId: run.runId, output: 5 }));
  const grown = events.map((event) => ({ ...event, output: 7 }));
  await Promise.all([
    first.upload([run, ...events]),
    second.upload([run, ...grown.toReversed()]),
    first.upload([run, ...grown]),
    second.upload([run, ...events]),
  ]);
  expect(await readTotals(first.workspaceId)).toMatchObject({ events: 30, output: 210 });
  await expectSumsToFollow();
});

test("a rebuild from the events mends whatever was lost", async () => {
  const db = openDatabase(env);
  await db.run(sql`UPDATE usage_hour SET input = input + 1`);
  await db.run(sql`UPDATE dev_session SET cost_nano_usd = 0`);
  expect((await findDrift(db)).filter(({ differing }) => differing > 0)).toHaveLength(2);
  await rebuildSums(db);
  await expectSumsToFollow();
});

test("sub-agents join their parent's session; a run without events makes none", async () => {
  const reporter = aReporter();
  const root = aRunItem({ title: "Sign-in is slow" });
  const agent = aRunItem({ rootRunId: root.runId, parentRunId: root.runId, title: "Explore" });
  await reporter.upload([root, aRunItem()]);
  await reporter.upload([agent, aUsageItem({ runId: agent.runId })]);
  const { sessions } = await readLedger(reporter.workspaceId);
  expect(sessions).toMatchObject([{ rootRunId: root.runId, events: 1, status: "completed" }]);
});

async function expectSumsToFollow(): Promise<void> {
  const found = await findDrift(openDatabase(env));
  expect(found.map(({ differing }) => differing)).toEqual([0, 0, 0]);
}
