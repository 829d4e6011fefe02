import { describe, expect, test } from "vitest";
import { isUsage } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { momentAt } from "./support/claude-lines.ts";
import {
  addLedger,
  gooseFigures,
  openGooseLogs,
  openOldGoose,
  putRequest,
  putSession,
  readGoose,
  runOf,
  session,
  totals,
} from "./support/goose-logs.ts";
import { countsOf, lineageOf, onlyUsage, refreshed } from "./support/log-folder.ts";

const readOne = async (facts: Parameters<typeof putRequest>[2]) =>
  onlyUsage(
    await readGoose((database) => {
      putSession(database, session("s", 0));
      putRequest(database, 1, facts);
    }),
  );

describe("Goose's ledger", () => {
  test("a row is an event with disjoint buckets, the vendor's cost and its own time", async () => {
    expect(await readOne({})).toMatchObject({
      key: `goose:${runOf("s", 0)}:1.${momentAt(1) / 1_000}`,
      runId: runOf("s", 0),
      occurredAt: momentAt(1),
      model: "claude-opus-4-6",
      input: 100,
      output: 10,
      cacheRead: 1_000,
      cacheWrite5m: 200,
      vendorCostNanoUsd: 250_000_000,
      lowerBound: false,
    });
  });

  test.each([
    ["inside the input where no total tells", { total_tokens: null }, "100/10/1000/200/0"],
    ["beside it where the total says so", { total_tokens: 2_510 }, "1300/10/1000/200/0"],
    ["beside it where they are more", { input_tokens: 90, total_tokens: 9 }, "90/10/1000/200/0"],
    [
      "none where the columns are empty",
      { cache_read_tokens: null, cache_write_tokens: null },
      "1300/10/0/0/0",
    ],
  ])("cached tokens are %s", async (_, facts, counts) => {
    expect(countsOf(await readOne(facts))).toBe(counts);
  });

  test.each([
    ["no model is unpriced", { model: null }, { model: null }],
    ["no cost is no cost", { cost: null }, { vendorCostNanoUsd: null }],
    ["a cost of nothing is a cost", { cost: 0 }, { vendorCostNanoUsd: 0 }],
    ["a compaction counts", { is_compaction: 1 }, { input: 100 }],
    ["milliseconds", { created_timestamp: momentAt(7) }, { occurredAt: momentAt(7) }],
  ])("%s", async (_, facts, expected) => {
    expect(await readOne(facts)).toMatchObject(expected);
  });

  test("a row without tokens is no event", async () => {
    const items = await readGoose((database) => {
      putSession(database, session("s", 0));
      const none = { input_tokens: 0, output_tokens: null, cache_read_tokens: null };
      putRequest(database, 1, { ...none, cache_write_tokens: null, total_tokens: 0 });
    });
    expect(items).toEqual([]);
  });

  test("equal ids of two machines are two sessions", async () => {
    const [one, other] = await Promise.all(
      [0, 60].map((at) =>
        readGoose((database) => {
          putSession(database, session("20260601_1", at));
          putRequest(database, 61, { session_id: "20260601_1" });
        }),
      ),
    );
    expect(one?.map((item) => item.runId)).not.toEqual(other?.map((item) => item.runId));
    expect(onlyUsage(one ?? []).key).not.toBe(onlyUsage(other ?? []).key);
  });

  test("a row whose session is gone counts", async () => {
    const items = await readGoose((database) => putRequest(database, 1));
    expect(gooseFigures(items)).toEqual(["s claude-opus-4-6 100/10/1000/200/0"]);
    expect(lineageOf(items)).toEqual(["s < null (s)"]);
  });
});

describe("Goose's totals", () => {
  const at = runOf("s", 0);

  test("are one event where there is no ledger", async () => {
    const items = await readGoose(
      (database) => putSession(database, session("s", 0, { ...totals(900, 90), input_tokens: 5 })),
      openOldGoose,
    );
    expect(onlyUsage(items)).toMatchObject({
      key: `goose:${at}:before`,
      occurredAt: momentAt(0),
      model: "model-of-session",
      input: 900,
      output: 90,
      vendorCostNanoUsd: null,
    });
  });

  test("are nothing more where the ledger has it all", async () => {
    const items = await readGoose((database) => {
      const cached = { accumulated_cache_read_tokens: 2_000, accumulated_cache_write_tokens: 400 };
      putSession(
        database,
        session("s", 0, totals(2_600, 20, { ...cached, accumulated_cost: 0.5 })),
      );
      putRequest(database, 1);
      putRequest(database, 2);
    });
    expect(gooseFigures(items)).toEqual([
      `${at} claude-opus-4-6 100/10/1000/200/0`,
      `${at} claude-opus-4-6 100/10/1000/200/0`,
    ]);
  });

  test("keep their event when an update brings the ledger and carries them forward", async () => {
    const root = aFolder();
    const database = openOldGoose(root);
    putSession(database, session("s", 0, totals(900, 90)));
    const library = await openGooseLogs(root);
    const before = onlyUsage(await refreshed(library));
    addLedger(database);
    database.exec("ALTER TABLE sessions ADD COLUMN accumulated_cost REAL");
    database.exec("ALTER TABLE sessions ADD COLUMN accumulated_cache_read_tokens INTEGER");
    const carried = { model: null, cost: null, cost_source: "carried_forward", total_tokens: 990 };
    const cached = { cache_read_tokens: 0, cache_write_tokens: 0 };
    putRequest(database, 5, { ...carried, ...cached, input_tokens: 900, output_tokens: 90 });
    putRequest(database, 6);
    const now = { accumulated_cache_read_tokens: 1_000, accumulated_cache_write_tokens: 200 };
    putSession(database, session("s", 0, totals(2_200, 100, { ...now, accumulated_cost: 0.75 })));
    const after = (await refreshed(library)).filter(isUsage);
    expect(after).toHaveLength(2);
    expect(after.find(({ key }) => key === before.key)).toEqual({
      ...before,
      vendorCostNanoUsd: 500_000_000,
    });
    expect(new Set(await refreshed(await openGooseLogs(root)))).toEqual(new Set(library.items()));
  });

  test("grow", async () => {
    const root = aFolder();
    const database = openOldGoose(root);
    const library = await openGooseLogs(root);
    for (const input of [100, 200, 300]) {
      putSession(database, session("s", 0, totals(input, 10)));
      expect(onlyUsage(await refreshed(library)).input).toBe(input);
    }
  });
});
