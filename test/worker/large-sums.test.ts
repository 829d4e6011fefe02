import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { costsBy, costSummary } from "#contract/costs.ts";
import { sessionDetail, sessionPage, sessionStats } from "#contract/sessions.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { aWorkspace } from "#test/support/worker/people.ts";
import { openDatabase } from "#worker/db/client.ts";
import { findDrift } from "#worker/operations/ledger/find-drift.ts";

/** $2,500,000 and a bit, at $25 per million. */
const output = 100_000_000_001;
const each = output * 25_000;

test("beyond nine million dollars the ledger is exact, and answers are off by some nano-dollars at most", async () => {
  const owner = await aWorkspace();
  const reporter = aReporter({ workspaceId: owner.workspace.id });
  for (let nth = 0; nth < 3; nth++) {
    const run = aRunItem();
    const event = () => aUsageItem({ ...nothing, runId: run.runId, output });
    for (const items of [
      [run, event(), event()],
      [event(), event()],
      [event(), event()],
    ])
      expect(await reporter.upload(items)).toMatchObject({ rejected: [] });
  }
  const exact = BigInt(each) * 18n;
  expect(exact > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
  const stored = await env.DB.prepare(
    "SELECT CAST(sum(cost_nano_usd) AS TEXT) AS sum FROM usage_hour WHERE workspace_id = ?",
  )
    .bind(owner.workspace.id)
    .first("sum");
  expect(stored).toBe(String(exact));
  for (const { differing } of await findDrift(openDatabase(env))) expect(differing).toBe(0);

  const read = async (path: string) => (await owner.get(path)).json();
  const { allTime } = costSummary.parse(await read("/api/costs/summary"));
  const by = costsBy.parse(await read("/api/costs/by?dimension=model&bucket=day"));
  const stats = sessionStats.parse(await read("/api/dev-sessions/stats"));
  for (const { costNanoUsd, costUsd } of [allTime, stats, ...by.items].map(
    ({ totals }) => totals,
  )) {
    expect(Math.abs(Number(BigInt(costNanoUsd) - exact))).toBeLessThan(16);
    expect(costUsd).toMatch(/^45000000\.000450\d{3}$/);
  }
  const { items } = sessionPage.parse(await read("/api/dev-sessions"));
  sessionDetail.parse(await read(`/api/dev-sessions/${items[0]?.id}`));
});

test("sessions that cost more are listed page by page, too", async () => {
  const owner = await aWorkspace();
  const reporter = aReporter({ workspaceId: owner.workspace.id });
  for (let nth = 0; nth < 3; nth++) {
    const run = aRunItem();
    const events = [0, 1, 2, 3].map((more) =>
      aUsageItem({ ...nothing, runId: run.runId, output: output + nth + more }),
    );
    await reporter.upload([run, ...events.slice(0, 2)]);
    await reporter.upload(events.slice(2));
  }
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const path: string = `/api/dev-sessions?sort=-cost&limit=1${cursor && `&cursor=${cursor}`}`;
    const page = sessionPage.parse(await (await owner.get(path)).json());
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(new Set(ids).size).toBe(3);
  expect(ids).toHaveLength(3);
});

test("sums that no integer of the database holds break no screen", async () => {
  const owner = await aWorkspace();
  const reporter = aReporter({ workspaceId: owner.workspace.id });
  const run = aRunItem();
  for (const hour of [10, 11]) {
    const facts = { ...nothing, runId: run.runId, occurredAt: Date.UTC(2026, 5, 1, hour) };
    const events = Array.from({ length: 520 }, () => aUsageItem({ ...facts, output: 3.6e11 }));
    expect(await reporter.upload([run, ...events])).toMatchObject({ rejected: [] });
  }
  const { items } = sessionPage.parse(await (await owner.get("/api/dev-sessions")).json());
  expect(items[0]?.totals.costNanoUsd).toBeGreaterThan(2 ** 63);
  for (const path of [
    "/api/costs/summary",
    "/api/costs/by?dimension=model&bucket=day",
    "/api/dev-sessions/stats",
    `/api/dev-sessions/${items[0]?.id}`,
    "/api/prices",
  ])
    expect([path, (await owner.get(path)).status]).toEqual([path, 200]);
});

const nothing = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
