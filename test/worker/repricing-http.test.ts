import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { PriceAudit, PriceBookInput, PriceList, Repricing } from "#contract/prices.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { prices } from "#test/support/worker/own-prices.ts";
import {
  aMachine,
  aMember,
  type AMember,
  type ApiClient,
  aWorkspace,
} from "#test/support/worker/people.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";
import { expectNoDrift, models } from "#test/support/worker/repriced.ts";
import { openDatabase } from "#worker/db/client.ts";
import { pricedEvent } from "#worker/domain/price-events.ts";
import { repricer } from "#worker/live/stubs.ts";
import { readPriceBook } from "#worker/operations/prices/read-price-book.ts";

const run = aRunItem();
const startedAt = Date.UTC(2026, 5, 1, 10);
/** More than an object prices in one go. */
const events = Array.from({ length: 2_600 }, (_, nth) =>
  aUsageItem({
    runId: run.runId,
    model: models[nth % 3] ?? null,
    occurredAt: startedAt + nth * 20_000,
  }),
);
const grown = (nth: number) =>
  events
    .filter((_, at) => at % 13 === nth)
    .map((event) => ({ ...event, output: event.output + 1 }));

const book = (output: number): Omit<PriceBookInput, "revision"> => ({
  aliases: [{ model: "other-model", knownModel: "claude-haiku-4-5" }],
  overrides: [{ model: "our-model", from: "2026-06-01", usdPerMillion: prices({ output }) }],
});

async function setBook(owner: AMember, output: number) {
  const { revision } = await (await owner.get("/api/prices")).json<PriceList>();
  const saved = await owner.put("/api/prices/overrides", { revision, ...book(output) });
  expect(saved.status).toBe(200);
}

const upload = async (machine: ApiClient, items: unknown[]) =>
  (await machine.post("/api/ingest", { items })).status;

const reprice = async (client: ApiClient, input: { dryRunId?: string } = {}) => {
  const response = await client.post("/api/prices/reprice", input);
  return { status: response.status, pass: await response.json<Repricing>() };
};

/** Again and again: its memory and what it is about are gone; what it stored, its alarm with it, is there. */
async function killRepricer({ workspace }: AMember, times: number) {
  for (let left = times; left > 0; left--) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    const object = repricer(env, workspace.id);
    const killed = runInDurableObject(object, (_, state) => state.abort("killed by the test"));
    await killed.catch(() => {});
  }
}

async function untilEnded(owner: AMember, id: string): Promise<Repricing> {
  const read = async () => (await owner.get(`/api/prices/reprice/${id}`)).json<Repricing>();
  await expect.poll(async () => (await read()).status, { timeout: 40_000 }).not.toBe("running");
  return read();
}

test("asked for twice, killed, beside uploads, by somebody who is removed meanwhile: done once and right", async () => {
  const owner = await aWorkspace();
  const admin = await aMember("admin", owner);
  const [theirs, ours] = [await aMachine(["ingest"], admin), await aMachine(["ingest"], owner)];
  for (let at = 0; at < events.length; at += 900) {
    expect(await upload(theirs, [run, ...events.slice(at, at + 900)])).toBe(200);
  }
  await setBook(owner, 2);
  const before = await readLedger(owner.workspace.id);
  const [begun] = await Promise.all([reprice(admin), killRepricer(owner, 4)]);
  const told = await untilEnded(owner, begun.pass.id);
  expect(told).toMatchObject({ status: "done", eventsSeen: 2_600, unpricedAfter: 0 });
  expect(await readLedger(owner.workspace.id)).toEqual(before);

  const dryRunId = told.id;
  const answers = await Promise.all([
    reprice(admin, { dryRunId }),
    reprice(admin, { dryRunId }),
    ...[0, 1, 2].map((nth) => upload(ours, grown(nth))),
    killRepricer(owner, 8),
  ]);
  const id = `${dryRunId}-apply`;
  await owner.delete(`/api/workspaces/${owner.workspace.slug}/members/${admin.id}`);
  expect((await reprice(admin, { dryRunId })).status).toBeGreaterThanOrEqual(401);
  expect(await upload(theirs, grown(3))).toBe(401);
  expect(await upload(ours, grown(4))).toBe(200);
  expect(answers.flatMap((one) => (typeof one === "object" ? one.pass.id : []))).toEqual([id, id]);
  const done = await untilEnded(owner, id);
  expect(done.status).toBe("done");

  await expectFreshCosts(owner);
  const { items } = await (await owner.get("/api/prices/audit")).json<PriceAudit>();
  const passes = items.filter(({ type }) => type === "reprice");
  expect(passes).toMatchObject([{ by: { id: admin.id }, repricing: { id } }]);
}, 120_000);

async function expectFreshCosts(owner: AMember) {
  const actor = { type: "system" as const, workspaceId: owner.workspace.id };
  const own = await readPriceBook({ db: openDatabase(env), actor });
  const { events: stored } = await readLedger(owner.workspace.id);
  expect(stored).toHaveLength(events.length);
  expect(
    stored.filter((event) => event.costNanoUsd !== pricedEvent(event, own).costNanoUsd),
  ).toEqual([]);
  await expectNoDrift();
}
