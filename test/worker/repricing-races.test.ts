import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { WorkspaceMessage } from "#contract/live.ts";
import type { Repricing } from "#contract/prices.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { interruptOnce } from "#test/support/worker/interrupt.ts";
import { prices, setPrices } from "#test/support/worker/own-prices.ts";
import { aMachine, aWorkspace } from "#test/support/worker/people.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";
import {
  aPricedReporter,
  comparable,
  events,
  expectNoDrift,
  models,
  ownPrices,
  run,
  startedAt,
  truth,
} from "#test/support/worker/repriced.ts";
import { overviewOf, watch } from "#test/support/worker/watch.ts";
import { openDatabase } from "#worker/db/client.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { ingestItems } from "#worker/operations/ingest/ingest-items.ts";
import { getRepricing } from "#worker/operations/prices/read-repricings.ts";
import { repriceEvents } from "#worker/operations/prices/reprice-events.ts";
import { resumeRepricings } from "#worker/operations/prices/resume-repricings.ts";
import { startRepricing } from "#worker/operations/prices/start-repricing.ts";

test("uploads between and beside the chunks are right, and nothing is done twice", async () => {
  const { reporter, ctx, step, finish, dryRun } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  const { id } = await startRepricing(ctx, { dryRunId: (await dryRun()).id });
  const late = Array.from({ length: 12 }, (_, nth) =>
    aUsageItem({
      runId: run.runId,
      model: models[nth % 3] ?? null,
      occurredAt: startedAt + nth * 60_000,
    }),
  );
  // Grown events lie before and behind the place that the pass has reached.
  const grown = events.map((event, nth) => ({ ...event, output: event.output + nth }));
  for (let nth = 0; nth < 6; nth++) {
    await Promise.all([
      step(),
      step(),
      reporter.upload(late.slice(nth * 2, nth * 2 + 2)),
      reporter.upload(grown.slice(nth * 5, nth * 5 + 5)),
    ]);
  }
  const done = await finish(id);
  expect(done.status).toBe("done");
  expect(await comparable(reporter.workspaceId)).toEqual(await truth([...grown, ...late]));
  await expectNoDrift();
});

/** The same, where something else is done between its reading and its writing. */
const interruptedBy = (
  ctx: OperationContext,
  meanwhile: () => Promise<unknown>,
): OperationContext => ({
  ...ctx,
  db: openDatabase({ DB: interruptOnce(env.DB, meanwhile) }),
});

test("an event that grows between a chunk's reading and its writing keeps what it grew to", async () => {
  const { reporter, ctx, finish, dryRun } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  const { id } = await startRepricing(ctx, { dryRunId: (await dryRun()).id });
  const grown = events.map((event) => ({ ...event, output: event.output + 1_000 }));
  await repriceEvents(
    interruptedBy(ctx, () => reporter.upload(grown)),
    { chunks: 1, size: 100 },
  );
  await finish(id);
  expect(await comparable(reporter.workspaceId)).toEqual(await truth(grown));
  await expectNoDrift();
});

test("two who take the same chunk at once change it once, and count it once", async () => {
  const { ctx, step, finish, dryRun } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  const told = await dryRun();
  await startRepricing(ctx, { dryRunId: told.id });
  await repriceEvents(interruptedBy(ctx, step), { chunks: 1, size: 7 });
  const { id } = await startRepricing(ctx, { dryRunId: told.id });
  expect(await finish(id)).toMatchObject({ eventsSeen: 30, afterNanoUsd: told.afterNanoUsd });
  await expectNoDrift();

  const dry = await startRepricing(ctx, {});
  await repriceEvents(interruptedBy(ctx, step), { chunks: 1, size: 7 });
  expect(await finish(dry.id)).toMatchObject({ eventsSeen: 30, changedEvents: 0 });
});

test("an upload that read prices before they changed stores the new ones", async () => {
  const { reporter, ctx } = await aPricedReporter();
  const change = () => setPrices(reporter.ctx, ownPrices);
  const late = aUsageItem({ runId: run.runId, model: "our-model" });
  await ingestItems(interruptedBy(ctx, change), [late], { machineId: "mac", source: "log" });
  const { events: stored } = await readLedger(reporter.workspaceId);
  expect(stored.find(({ key }) => key === late.key)).toMatchObject({ priceVersion: "workspace-1" });
});

test("prices that change between a chunk's reading and its writing stop it unwritten", async () => {
  const { reporter, ctx, finish, dryRun } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  const { id } = await startRepricing(ctx, { dryRunId: (await dryRun()).id });
  const before = await readLedger(reporter.workspaceId);
  const change = () => setPrices(reporter.ctx, {});
  await repriceEvents(interruptedBy(ctx, change), { chunks: 1, size: 100 });
  expect(await finish(id)).toMatchObject({ status: "stopped", eventsSeen: 0, changedEvents: 0 });
  expect(await readLedger(reporter.workspaceId)).toEqual(before);
});

test("where the object is killed while it is asked, the pass is begun all the same, and cron goes on", async () => {
  const { ctx } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  const killed = {
    ...env,
    REPRICER: { getByName: () => ({ go: () => Promise.reject(new Error("killed by the test")) }) },
  };
  const begun = await startRepricing({ ...ctx, env: killed as unknown as Env }, {});
  expect(begun).toMatchObject({ status: "running", eventsSeen: 0 });
  const later = { env, db: openDatabase(env), now: Date.now() + 6 * 60_000 };
  expect(await resumeRepricings(later)).toBe(1);
  expect(await getRepricing(ctx, begun.id)).toMatchObject({ status: "done", eventsSeen: 30 });
});

test("what stands still because an object lost its alarm goes on by cron", async () => {
  const { ctx, step } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  const { id } = await startRepricing(ctx, {});
  await step();
  expect((await getRepricing(ctx, id)).status).toBe("running");
  const later = { env, db: openDatabase(env), now: Date.now() + 6 * 60_000 };
  expect(await resumeRepricings(later)).toBe(1);
  expect(await getRepricing(ctx, id)).toMatchObject({ status: "done", eventsSeen: 30 });
  expect(await resumeRepricings(later)).toBe(0);
});

test("whoever watches sees the new sums", async () => {
  const owner = await aWorkspace();
  const machine = await aMachine(["ingest"], owner);
  const item = aUsageItem({
    runId: run.runId,
    model: "our-model",
    occurredAt: Date.now(),
    input: 0,
  });
  await machine.post("/api/ingest", { items: [aRunItem({ runId: run.runId }), item] });
  const screen = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  await screen.until(({ today }) => today.totals.unpricedEvents === 1);

  const overrides = [{ model: "our-model", from: "2026-01-01", usdPerMillion: prices() }];
  await owner.put("/api/prices/overrides", { revision: 0, aliases: [], overrides });
  const told = await (await owner.post("/api/prices/reprice", {})).json<Repricing>();
  await owner.post("/api/prices/reprice", { dryRunId: told.id });
  const costNanoUsd = told.afterNanoUsd;
  expect(costNanoUsd).toBeGreaterThan(0);
  const { active } = await screen.until(({ today }) => today.totals.costNanoUsd === costNanoUsd);
  expect(active).toMatchObject([{ totals: { costNanoUsd, unpricedEvents: 0 } }]);
});
