import { expect, test } from "vitest";
import { type PriceAudit, type PriceList, priceAudit, priceList } from "#contract/prices.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { prices } from "#test/support/worker/own-prices.ts";
import { type AMember, aMachine, aMember, aWorkspace } from "#test/support/worker/people.ts";

const read = async (client: Pick<AMember, "get">): Promise<PriceList> =>
  priceList.parse(await (await client.get("/api/prices")).json());
const audit = async (client: Pick<AMember, "get">, query = ""): Promise<PriceAudit> =>
  priceAudit.parse(await (await client.get(`/api/prices/audit${query}`)).json());

/** A workspace whose machine told of these models, an event each of 1,000 tokens in. */
async function aWorkspaceWith(models: string[]) {
  const owner = await aWorkspace();
  const machine = await aMachine(["ingest"], owner);
  const run = aRunItem();
  const tell = (model: string, occurredAt = Date.UTC(2026, 5, 1, 10, 5)) =>
    machine.post("/api/ingest", {
      items: [
        run,
        aUsageItem({
          runId: run.runId,
          model,
          occurredAt,
          input: 1_000,
          output: 0,
          cacheRead: 0,
          cacheWrite5m: 0,
        }),
      ],
    });
  for (const model of models) await tell(model);
  const put = (body: object) => owner.put("/api/prices/overrides", body);
  return { owner, machine, tell, put };
}

const costOf = async (owner: AMember, model: string) =>
  (await read(owner)).items.find((one) => one.model === model)?.costNanoUsd;

test("models are listed as they were seen, those without a price first and not as free", async () => {
  const { owner } = await aWorkspaceWith(["claude-opus-4-6", "our-model", "claude-sonnet-4-5"]);
  const { items, tableVersion, revision } = await read(owner);
  expect(revision).toBe(0);
  expect(items).toMatchObject([
    { model: "our-model", events: 1, tokens: 1_000, unpricedEvents: 1, price: null },
    {
      model: "claude-opus-4-6",
      runtimes: ["claude-code"],
      unpricedEvents: 0,
      costUsd: "0.005000000",
      price: { source: "table", version: tableVersion, usdPerMillion: { input: 5, output: 25 } },
    },
    {
      model: "claude-sonnet-4-5",
      price: { longContext: { above: 200_000, usdPerMillion: { input: 6, output: 22.5 } } },
    },
  ]);
});

test("an alias prices new events as another model, and leaves the old ones", async () => {
  const { owner, put, tell } = await aWorkspaceWith(["our-model"]);
  const aliases = [{ model: "our-model", knownModel: "claude-opus-4-6" }];
  const saved = await put({ revision: 0, aliases, overrides: [] });
  expect(saved.status).toBe(200);
  await tell("our-model");
  const { items } = await read(owner);
  expect(items).toMatchObject([
    {
      events: 2,
      unpricedEvents: 1,
      costNanoUsd: 5_000_000,
      price: { source: "alias", knownModel: "claude-opus-4-6" },
    },
  ]);
});

test("an override holds from its day on, for each bucket, until the next one", async () => {
  const { owner, put, tell } = await aWorkspaceWith([]);
  const overrides = [
    { model: "our-model", from: "2026-06-01", usdPerMillion: prices({ input: 2 }) },
    { model: "our-model", from: "2026-07-01", usdPerMillion: prices({ input: 0.000001 }) },
    { model: "claude-opus-4-6", from: "2026-06-01", usdPerMillion: prices({ input: 4 }) },
  ];
  await put({ revision: 0, aliases: [], overrides });
  await tell("our-model", Date.UTC(2026, 4, 31, 23, 59));
  expect(await costOf(owner, "our-model")).toBe(0);
  expect((await read(owner)).items[0]).toMatchObject({ unpricedEvents: 1 });
  await tell("our-model", Date.UTC(2026, 5, 1));
  expect(await costOf(owner, "our-model")).toBe(2_000_000);
  await tell("our-model", Date.UTC(2026, 6, 1));
  expect(await costOf(owner, "our-model")).toBe(2_000_001);

  await tell("claude-opus-4-6", Date.UTC(2026, 4, 31));
  await tell("claude-opus-4-6", Date.UTC(2026, 5, 1));
  expect(await costOf(owner, "claude-opus-4-6")).toBe(5_000_000 + 4_000_000);
});

test("an override of what an alias names counts for both, and the model's own wins", async () => {
  const { owner, put, tell } = await aWorkspaceWith([]);
  const overrides = [
    { model: "house-price", from: "2026-01-01", usdPerMillion: prices({ input: 3 }) },
    { model: "b", from: "2026-01-01", usdPerMillion: prices({ input: 7 }) },
  ];
  const aliases = [
    { model: "a", knownModel: "house-price" },
    { model: "b", knownModel: "house-price" },
  ];
  await put({ revision: 0, aliases, overrides });
  for (const model of ["a", "b"]) await tell(model);
  expect([await costOf(owner, "a"), await costOf(owner, "b")]).toEqual([3_000_000, 7_000_000]);
});

test("prices that were changed by somebody else meanwhile are not overwritten; sending twice is", async () => {
  const { owner, put } = await aWorkspaceWith([]);
  const first = { revision: 0, aliases: [{ model: "a", knownModel: "gpt-5" }], overrides: [] };
  expect((await put(first)).status).toBe(200);
  expect((await put(first)).status).toBe(200);
  expect((await read(owner)).revision).toBe(1);
  const late = await put({ revision: 0, aliases: [], overrides: [] });
  expect(late.status).toBe(409);

  const both = await Promise.all([
    put({ revision: 1, aliases: [{ model: "b", knownModel: "gpt-5" }], overrides: [] }),
    put({ revision: 1, aliases: [{ model: "c", knownModel: "gpt-5" }], overrides: [] }),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect((await read(owner)).revision).toBe(2);
});

test.each([
  ["an alias of something without a price", { aliases: [{ model: "a", knownModel: "nothing" }] }],
  ["an alias of itself", { aliases: [{ model: "gpt-5", knownModel: "gpt-5" }] }],
  [
    "a model named twice",
    {
      aliases: [
        { model: "a", knownModel: "gpt-5" },
        { model: "a", knownModel: "o3" },
      ],
    },
  ],
  [
    "a negative price",
    { overrides: [{ model: "a", from: "2026-01-01", usdPerMillion: prices({ input: -1 }) }] },
  ],
  [
    "a day that is not one",
    { overrides: [{ model: "a", from: "2026-02-30", usdPerMillion: prices() }] },
  ],
])("refuses %s", async (_, body) => {
  const { owner, put } = await aWorkspaceWith([]);
  expect((await put({ revision: 0, aliases: [], overrides: [], ...body })).status).toBe(422);
  expect((await read(owner)).revision).toBe(0);
});

test("every change of prices is on record, with who and what it was before", async () => {
  const { owner, put } = await aWorkspaceWith([]);
  const admin = await aMember("admin", owner);
  const alias = { model: "a", knownModel: "gpt-5" };
  const override = { model: "b", from: "2026-01-01", usdPerMillion: prices() };
  await put({ revision: 0, aliases: [alias], overrides: [override] });
  await admin.put("/api/prices/overrides", {
    revision: 1,
    aliases: [{ ...alias, knownModel: "o3" }],
    overrides: [],
  });
  const { items } = await audit(owner);
  expect(items).toMatchObject([
    {
      type: "prices",
      by: { id: admin.id },
      changes: [
        { model: "a", from: null, before: "gpt-5", after: "o3" },
        { model: "b", from: "2026-01-01", before: prices(), after: null },
      ],
    },
    { type: "prices", by: { id: owner.id }, changes: [{ before: null }, { before: null }] },
  ]);

  const page = await audit(owner, "?limit=1");
  expect(page.items).toEqual(items.slice(0, 1));
  const rest = await audit(owner, `?limit=1&cursor=${page.nextCursor}`);
  expect(rest).toEqual({ items: items.slice(1), nextCursor: null });
});

test("one workspace's prices are not another's", async () => {
  const one = await aWorkspaceWith([]);
  const other = await aWorkspaceWith(["our-model"]);
  const overrides = [{ model: "our-model", from: "2026-01-01", usdPerMillion: prices() }];
  await one.put({ revision: 0, aliases: [], overrides });
  await other.tell("our-model");
  expect((await read(other.owner)).items).toMatchObject([{ unpricedEvents: 2, price: null }]);
  expect((await audit(other.owner)).items).toEqual([]);
});

test("known models are found by parts of their names", async () => {
  const owner = await aWorkspace();
  const find = async (q: string) => {
    const answer = await owner.get(`/api/prices/models?q=${encodeURIComponent(q)}`);
    return (await answer.json<{ items: { model: string }[] }>()).items.map(({ model }) => model);
  };
  expect((await find("opus 4-6"))[0]).toBe("claude-opus-4-6");
  expect(await find("no such model")).toEqual([]);
  expect(await find("")).toHaveLength(20);
});
