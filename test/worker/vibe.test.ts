import { expect, test } from "vitest";
import { sessionPage } from "#contract/sessions.ts";
import { type Me, me } from "#contract/team.ts";
import {
  estimate,
  type VibeAudit,
  vibeAudit,
  type VibeRateBook,
  vibeRateBook,
  type VibeTransactions,
  vibeTransactions,
} from "#contract/vibe.ts";
import { decimalVibe, defaultVibeRates, nanoVibeOf } from "#contract/vibe-rule.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { prices, setPrices } from "#test/support/worker/own-prices.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { type AMember, aMember, aWorkspace } from "#test/support/worker/people.ts";
import { readLedger, readTotals } from "#test/support/worker/read-ledger.ts";
import { stalled } from "#test/support/worker/repriced.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { repriceEvents } from "#worker/operations/prices/reprice-events.ts";
import { startRepricing } from "#worker/operations/prices/start-repricing.ts";
import { listVibeTransactions } from "#worker/operations/vibe/list-vibe-transactions.ts";

const rates = async (client: Pick<AMember, "get">): Promise<VibeRateBook> =>
  vibeRateBook.parse(await (await client.get("/api/vibe/rates")).json());
const audit = async (client: Pick<AMember, "get">, query = ""): Promise<VibeAudit> =>
  vibeAudit.parse(await (await client.get(`/api/vibe/rates/audit${query}`)).json());
const debits = async (client: Pick<AMember, "get">, query = ""): Promise<VibeTransactions> =>
  vibeTransactions.parse(await (await client.get(`/api/vibe/transactions${query}`)).json());

const put = (client: AMember, revision: number, change: object) =>
  client.put("/api/vibe/rates", { revision, rates: { ...defaultVibeRates, ...change } });

test("rates are the defaults until somebody sets them, and every change is on record", async () => {
  const owner = await aWorkspace();
  const admin = await aMember("admin", owner);
  expect(await rates(owner)).toEqual({ revision: 0, rates: defaultVibeRates });

  expect((await put(owner, 0, { usdPerVibe: 0.01 })).status).toBe(200);
  expect((await put(admin, 1, { usdPerVibe: 0.01, image: 5_000.5 })).status).toBe(200);
  const present = await rates(owner);
  expect(present).toMatchObject({ revision: 2, rates: { usdPerVibe: 0.01, image: 5_000.5 } });

  const { items } = await audit(owner);
  expect(items).toMatchObject([
    { by: { id: admin.id }, revision: 2, before: { image: 4_000 }, after: { image: 5_000.5 } },
    { by: { id: owner.id }, revision: 1, before: { usdPerVibe: 0.001 } },
  ]);
  const first = await audit(owner, "?limit=1");
  expect(first.items).toEqual(items.slice(0, 1));
  const rest = await audit(owner, `?limit=1&cursor=${first.nextCursor}`);
  expect(rest).toEqual({ items: items.slice(1), nextCursor: null });
  expect((await audit(await aWorkspace())).items).toEqual([]);
});

test("of two who change rates at once one is refused; sending twice changes nothing", async () => {
  const owner = await aWorkspace();
  const both = await Promise.all([put(owner, 0, { image: 1 }), put(owner, 0, { image: 2 })]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const { revision, rates: kept } = await rates(owner);
  expect(revision).toBe(1);
  expect((await put(owner, 0, kept)).status).toBe(200);
  expect((await rates(owner)).revision).toBe(1);
});

test.each([
  ["nothing for a VIBE", { usdPerVibe: 0 }],
  ["more than three decimals", { image: 1.0001 }],
  ["a negative rate", { search: -1 }],
  ["a multiplier of nothing", { multipliers: { ...defaultVibeRates.multipliers, simple: 0 } }],
  ["a model named twice", { models: [...defaultVibeRates.models, ...defaultVibeRates.models] }],
])("refuses %s", async (_, change) => {
  const owner = await aWorkspace();
  expect((await put(owner, 0, change)).status).toBe(422);
  expect((await rates(owner)).revision).toBe(0);
});

test("an estimate is by the card, else by the model's price times the markup", async () => {
  const owner = await aWorkspace();
  const ask = (body: object) => owner.post("/api/vibe/estimate", body);
  const models = [{ model: "gpt-4o", input: 2_000_000, output: 2_000_000 }];
  const known = estimate.parse(
    await (await ask({ models, images: 4, complexity: "complex" })).json(),
  );
  expect(known).toMatchObject({
    models: [{ source: "card", inputPerMillion: 5_000, vibe: "50000" }],
    base: "66000",
    total: "132000",
    totalVibe: 132_000,
    costUsd: "132.000000000",
  });

  const opus = [{ model: "claude-opus-4-6", input: 1_000_000 }];
  expect(await (await ask({ models: opus })).json()).toMatchObject({
    models: [{ source: "price", inputPerMillion: 10_000, outputPerMillion: 50_000 }],
    total: "10000",
  });
  await put(owner, 0, { usdPerVibe: 0.01, markup: 3 });
  expect(await (await ask({ models: opus })).json()).toMatchObject({ total: "1500" });

  const unknown = await ask({ models: [{ model: "our-model", input: 1 }] });
  expect(unknown.status).toBe(422);
  expect(await unknown.json()).toMatchObject({ detail: expect.stringMatching(/our-model/) });
});

/** Sessions of several tasks and models in somebody's workspace; one model has no price. */
async function aSpending() {
  const owner = await aWorkspace();
  const reporter = aReporter({ workspaceId: owner.workspace.id });
  const runs = [0, 1, 2].map((nth) => aRunItem({ startedAt: Date.UTC(2026, 5, 1, 10 + nth) }));
  const models = ["claude-opus-4-6", "gpt-5", "our-model"];
  const usage = runs.flatMap(({ runId, startedAt }, nth) =>
    models
      .slice(0, 3 - nth)
      .map((model, at) =>
        aUsageItem({ runId, model, output: 7 + nth + at, occurredAt: startedAt + 1 }),
      ),
  );
  await reporter.upload([...runs, ...usage]);
  return { owner, reporter, runs, usage, workspaceId: owner.workspace.id };
}

/** All pages of debits; they add up to the ledger's costs, in dollars and in VIBE. */
async function expectBalance(owner: AMember, usdPerVibe: number) {
  const items: VibeTransactions["items"] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await debits(owner, `?limit=2${cursor && `&cursor=${cursor}`}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  const { events } = await readLedger(owner.workspace.id);
  const cost = events.reduce((sum, one) => sum + (one.costNanoUsd ?? 0), 0);
  expect(cost).toBeGreaterThan(0);
  expect(items.reduce((sum, one) => sum + one.costNanoUsd, 0)).toBe(cost);
  expect((await readTotals(owner.workspace.id)).costNanoUsd).toBe(cost);
  const nano = items.reduce((sum, { vibe }) => sum + nanoVibe(vibe ?? "0"), 0n);
  expect(decimalVibe(nano)).toBe(decimalVibe(nanoVibeOf(cost, usdPerVibe)));
  return items;
}

const nanoVibe = (decimal: string) => {
  const [whole = "", fraction = ""] = decimal.split(".");
  return BigInt(whole + fraction.padEnd(9, "0"));
};

test("debits add up to the ledger's costs, by session, also at another rate", async () => {
  const { owner } = await aSpending();
  const items = await expectBalance(owner, 0.001);
  expect(items).toHaveLength(3);
  expect(items.map(({ events, unpricedEvents }) => [events, unpricedEvents])).toEqual([
    [1, 0],
    [2, 0],
    [3, 1],
  ]);
  await put(owner, 0, { usdPerVibe: 0.00025 });
  const others = await expectBalance(owner, 0.00025);
  expect(others.map(({ costNanoUsd }) => costNanoUsd)).toEqual(
    items.map(({ costNanoUsd }) => costNanoUsd),
  );
});

/** A dry run, and then what it told. */
async function reprice(outer: OperationContext) {
  const ctx = { ...outer, env: stalled };
  const finish = async (dryRunId?: string) => {
    const { id } = await startRepricing(ctx, dryRunId === undefined ? {} : { dryRunId });
    while (await repriceEvents(ctx, { chunks: 1, size: 7 }));
    return id;
  };
  await finish(await finish());
}

test("debits follow re-pricing, and events that move to another session", async () => {
  const { owner, reporter, runs, usage, workspaceId } = await aSpending();
  const overrides = [
    { model: "our-model", from: "2026-01-01", usdPerMillion: prices({ output: 9 }) },
    { model: "gpt-5", from: "2026-01-01", usdPerMillion: prices({ input: 0.000001 }) },
  ];
  const before = await expectBalance(owner, 0.001);
  await setPrices(reporter.ctx, { overrides });
  await reprice(reporter.ctx);
  const repriced = await expectBalance(owner, 0.001);
  expect(repriced.map(({ unpricedEvents }) => unpricedEvents)).toEqual([0, 0, 0]);
  expect(repriced).not.toEqual(before);

  // An older run holds the last session's only event: it is that one's.
  const [moved] = usage.slice(-1);
  const [first] = runs;
  if (!moved || !first) throw new Error("There are three runs.");
  await reporter.upload([{ ...moved, runId: first.runId, credit: { rank: 0, beganAt: 0 } }]);
  const { sessions } = await readLedger(workspaceId);
  expect(sessions.map(({ events }) => events).toSorted()).toEqual([0, 2, 4]);
  expect(await expectBalance(owner, 0.001)).toHaveLength(2);
});

test("debits are of one's own workspace, and of one session where one is named", async () => {
  const { owner } = await aSpending();
  const { items } = await debits(owner);
  const id = items[1]?.session.id ?? "";
  expect((await debits(owner, `?session=${id}`)).items).toEqual([items[1]]);
  const other = await aWorkspace();
  expect((await debits(other)).items).toEqual([]);
  expect((await debits(other, `?session=${id}`)).items).toEqual([]);
});

test("reading debits writes nothing", async () => {
  const { reporter } = await aSpending();
  const { written } = reporter.rows;
  expect(written).toBeGreaterThan(0);
  expect((await listVibeTransactions(reporter.ctx, { limit: 50 })).items).toHaveLength(3);
  expect(reporter.rows.written).toBe(written);
});

test("an estimate is kept with its session until it is taken away", async () => {
  const { owner, reporter, runs } = await aSpending();
  const list = async () =>
    sessionPage.parse(await (await owner.get("/api/dev-sessions")).json()).items;
  const [session] = await list();
  expect(session?.estimateVibe).toBeNull();
  const estimated = (estimateVibe: unknown) =>
    owner.put(`/api/dev-sessions/${session?.id}/estimate`, { estimateVibe });
  for (const _ of ["once", "twice"]) {
    const answer = await estimated(132_000);
    const revision = (session?.revision ?? 0) + 1;
    expect(await answer.json()).toMatchObject({ estimateVibe: 132_000, revision });
  }
  // What is told afterwards leaves it.
  const runId = runs.at(-1)?.runId ?? "";
  await reporter.upload([aUsageItem({ runId, occurredAt: Date.UTC(2026, 5, 1, 12, 1) })]);
  expect((await list())[0]).toMatchObject({ estimateVibe: 132_000, totals: { events: 2 } });
  expect((await estimated(-1)).status).toBe(422);
  expect(await (await estimated(null)).json()).toMatchObject({ estimateVibe: null });
});

test("a workspace says what it shows money in, where it is not dollars", async () => {
  const owner = await aWorkspace();
  const mine = async (): Promise<Me["workspaces"][number] | undefined> =>
    me.parse(await (await owner.get("/api/me")).json()).workspaces[0];
  expect(await mine()).not.toHaveProperty("vibe");
  await put(owner, 0, { isShown: true, usdPerVibe: 0.01 });
  expect((await mine())?.vibe).toEqual({ usdPerVibe: 0.01 });
  await put(owner, 1, { isShown: false });
  expect(await mine()).not.toHaveProperty("vibe");
});
