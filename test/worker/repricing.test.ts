import { expect, test } from "vitest";
import { aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { setPrices } from "#test/support/worker/own-prices.ts";
import { readLedger, readTotals } from "#test/support/worker/read-ledger.ts";
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
import { listPriceAudit } from "#worker/operations/prices/list-price-audit.ts";
import { getRepricing } from "#worker/operations/prices/read-repricings.ts";
import { repriceEvents } from "#worker/operations/prices/reprice-events.ts";
import { startRepricing } from "#worker/operations/prices/start-repricing.ts";

test("a dry run tells what would change, by model, and changes nothing", async () => {
  const { reporter, ctx, finish, dryRun } = await aPricedReporter();
  const before = await readLedger(reporter.workspaceId);
  const pricedBefore = await readTotals(reporter.workspaceId);
  await setPrices(ctx, ownPrices);
  const told = await dryRun();
  expect(await readLedger(reporter.workspaceId)).toEqual(before);
  expect(told).toMatchObject({
    mode: "dry-run",
    status: "done",
    eventsTotal: 30,
    eventsSeen: 30,
    changedEvents: 30,
    unpricedBefore: 20,
    unpricedAfter: 0,
    beforeNanoUsd: pricedBefore.costNanoUsd,
  });
  expect(told.byModel.map(({ model, changedEvents }) => [model, changedEvents])).toEqual(
    expect.arrayContaining(models.map((model) => [model, 10])),
  );
  const sum = told.byModel.reduce((total, { afterNanoUsd }) => total + afterNanoUsd, 0);
  expect(sum).toBe(told.afterNanoUsd);

  const { id } = await startRepricing(ctx, { dryRunId: told.id });
  const applied = await finish(id);
  const { byModel, changedEvents, beforeNanoUsd, afterNanoUsd } = told;
  expect(applied).toMatchObject({ byModel, changedEvents, beforeNanoUsd, afterNanoUsd });
  expect((await readTotals(reporter.workspaceId)).costNanoUsd).toBe(afterNanoUsd);
});

test("afterwards the ledger is as if it always had these prices, sums and sessions included", async () => {
  const { reporter, ctx, finish, dryRun } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  await finish((await startRepricing(ctx, { dryRunId: (await dryRun()).id })).id);
  expect(await comparable(reporter.workspaceId)).toEqual(await truth(events));
  await expectNoDrift();

  const again = await dryRun();
  expect(again).toMatchObject({ changedEvents: 0, byModel: [] });
});

test("back at the table's prices, an event without one is unpriced again, not free", async () => {
  const { reporter, ctx, finish, dryRun } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  await finish((await startRepricing(ctx, { dryRunId: (await dryRun()).id })).id);
  await setPrices(ctx, {});
  const told = await dryRun();
  expect(told).toMatchObject({ unpricedBefore: 0, unpricedAfter: 20 });
  await finish((await startRepricing(ctx, { dryRunId: told.id })).id);
  const totals = await readTotals(reporter.workspaceId);
  expect(totals).toMatchObject({ unpricedEvents: 20, costNanoUsd: told.afterNanoUsd });
  await expectNoDrift();
});

test("prices that change end the pass where it stands; what it did stays, and is on record", async () => {
  const { ctx, step, dryRun } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  const told = await dryRun();
  const { id } = await startRepricing(ctx, { dryRunId: told.id });
  await step(2);
  await setPrices(ctx, { overrides: ownPrices.overrides });
  expect(await step()).toBe(false);
  const stopped = await getRepricing(ctx, id);
  expect(stopped).toMatchObject({ status: "stopped", eventsSeen: 14, changedEvents: 14 });
  await expectNoDrift();

  await expect(startRepricing(ctx, { dryRunId: told.id })).resolves.toMatchObject({ id });
  const { items } = await listPriceAudit(ctx, { limit: 10 });
  expect(items.map(({ type }) => type)).toContain("reprice");
});

test("only a dry run of the present prices is applied, and one at a time", async () => {
  const { ctx, dryRun } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  const old = await dryRun();
  await setPrices(ctx, {});
  await expect(startRepricing(ctx, { dryRunId: old.id })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(startRepricing(ctx, { dryRunId: "rpr_nothing" })).rejects.toMatchObject({
    code: "not_found",
  });
  const stranger = aReporter();
  const one = await dryRun();
  await expect(startRepricing(stranger.ctx, { dryRunId: one.id })).rejects.toMatchObject({
    code: "not_found",
  });
  const two = await dryRun();
  await startRepricing(ctx, { dryRunId: one.id });
  await expect(startRepricing(ctx, { dryRunId: two.id })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a pass reads and writes as many rows for each event, however many there are", async () => {
  const { reporter, ctx, finish, dryRun } = await aPricedReporter();
  await setPrices(ctx, ownPrices);
  await finish((await startRepricing(ctx, { dryRunId: (await dryRun()).id })).id);
  const many = Array.from({ length: 600 }, (_, nth) =>
    aUsageItem({ runId: run.runId, model: "late-model", occurredAt: startedAt + nth * 60_000 }),
  );
  await reporter.upload(many);
  await setPrices(ctx, {
    ...ownPrices,
    aliases: [...ownPrices.aliases, { model: "late-model", knownModel: "gpt-5" }],
  });
  const { id } = await startRepricing(ctx, { dryRunId: (await dryRun()).id });
  Object.assign(reporter.rows, { read: 0, written: 0 });
  while (await repriceEvents(ctx));
  expect((await getRepricing(ctx, id)).changedEvents).toBe(600);
  expect(reporter.rows.written / 600).toBeLessThanOrEqual(1.2);
  expect(reporter.rows.read / 600).toBeLessThanOrEqual(10);
});

test("the object does it all by itself", async () => {
  const { reporter } = await aPricedReporter();
  const { ctx } = reporter;
  await setPrices(ctx, ownPrices);
  const told = await startRepricing(ctx, {});
  expect(told).toMatchObject({ status: "done", changedEvents: 30 });
  const applied = await startRepricing(ctx, { dryRunId: told.id });
  expect(applied).toMatchObject({ status: "done", afterNanoUsd: told.afterNanoUsd });
  expect(await comparable(reporter.workspaceId)).toEqual(await truth(events));
});
