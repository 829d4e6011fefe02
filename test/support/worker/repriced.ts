import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Repricing } from "#contract/prices.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { openDatabase } from "#worker/db/client.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { findDrift } from "#worker/operations/ledger/find-drift.ts";
import { getRepricing } from "#worker/operations/prices/read-repricings.ts";
import { repriceEvents } from "#worker/operations/prices/reprice-events.ts";
import { startRepricing } from "#worker/operations/prices/start-repricing.ts";
import { aReporter } from "./a-reporter.ts";
import { readComparable } from "./comparable-ledger.ts";
import { prices, setPrices } from "./own-prices.ts";

/** Objects that do nothing: the test itself takes the passes further, a chunk at a time. */
export const stalled = {
  ...env,
  REPRICER: { getByName: () => ({ go: async () => undefined }) },
} as unknown as Env;

/** One that the table knows, and two that it does not. */
export const models = ["claude-opus-4-6", "our-model", "other-model"];
export const startedAt = Date.UTC(2026, 5, 1, 10);
export const run = aRunItem();
/** Ten of each model. */
export const events = Array.from({ length: 30 }, (_, nth) =>
  aUsageItem({
    runId: run.runId,
    model: models[nth % 3] ?? null,
    occurredAt: startedAt + nth * 600_000,
    output: nth,
    serviceTier: nth % 2 === 0 ? "batch" : null,
  }),
);
/** Prices for all three. */
export const ownPrices = {
  aliases: [{ model: "other-model", knownModel: "claude-haiku-4-5" }],
  overrides: [
    { model: "our-model", from: "2026-06-01", usdPerMillion: prices({ output: 2 }) },
    { model: "claude-opus-4-6", from: "2026-06-01", usdPerMillion: prices({ output: 3 }) },
  ],
};

/** A reporter whose workspace holds the events, and passes over them a chunk of seven at a time. */
export async function aPricedReporter() {
  const reporter = aReporter();
  await reporter.upload([run, ...events]);
  const ctx: OperationContext = { ...reporter.ctx, env: stalled };
  const step = (chunks = 1) => repriceEvents(ctx, { chunks, size: 7 });
  /** Takes a pass to its end. */
  async function finish(id: string): Promise<Repricing> {
    while (await step());
    return getRepricing(ctx, id);
  }
  const dryRun = async () => finish((await startRepricing(ctx, {})).id);
  return { reporter, ctx, step, finish, dryRun };
}

/** What a ledger has that had these prices from the beginning. */
export async function truth(items: unknown[]) {
  const fresh = aReporter();
  await setPrices(fresh.ctx, ownPrices);
  await fresh.upload([run]);
  await fresh.upload(items);
  return comparable(fresh.workspaceId);
}

/** Versions name the revision of a workspace's own book. */
export const comparable = async (workspaceId: string) =>
  JSON.parse(
    JSON.stringify(await readComparable(workspaceId), (field, value: unknown) =>
      field === "priceVersion" ? undefined : value,
    ),
  );

/** Every sum is what the events make. */
export async function expectNoDrift() {
  for (const { differing } of await findDrift(openDatabase(env))) expect(differing).toBe(0);
}
