import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { costSummary, costsBy } from "#contract/costs.ts";
import { sessionPage, type SessionSummary } from "#contract/sessions.ts";
import { corpusPath, hasCorpus, readClaudeTruth } from "#test/support/corpus-truth.ts";
import { type RunningStint, startStint } from "#test/support/running-stint.ts";

describe.skipIf(!hasCorpus)("npm start on the Claude Code corpus", () => {
  let stint: RunningStint;
  const env = { CLAUDE_CONFIG_DIR: hasCorpus ? corpusPath("claude") : "" };

  beforeAll(async () => {
    stint = await startStint({ env });
  }, 180_000);
  afterAll(() => stint?.stopAndForget());

  test("the summary, the models and every session hold the right totals", async () => {
    const truth = readClaudeTruth();
    await expectRightTotals(stint, truth);

    const byModel = costsBy.parse(await stint.get("/api/costs/by?dimension=model"));
    const models = byModel.items.map(({ key, totals }) => [key, columnsOf(totals)]);
    expect(Object.fromEntries(models)).toEqual(truth.by_model);

    const sessions = await allSessions(stint);
    const found = new Map(sessions.map((session) => [session.rootRunId, session.totals]));
    const named = Object.entries(truth.by_session).filter(([id]) => !id.startsWith("agent-"));
    expect(named.length).toBeGreaterThan(100);
    for (const [id, columns] of named) {
      const totals = found.get(id);
      expect(totals && columnsOf(totals), `session ${id}`).toEqual(columns);
    }
  });

  test("started again on the same data, nothing changes", async () => {
    const before = await snapshot(stint);
    expect(await stint.stop()).toBe(0);
    stint = await startStint({ env, home: stint.home, port: stint.port });
    expect(await snapshot(stint)).toEqual(before);
  }, 180_000);
});

test("where no agent log is found it says so and offers sample data", async () => {
  const stint = await startStint();
  try {
    expect(stint.log()).toContain("No agent logs were found");
    expect(stint.log()).toContain("npm run demo");
    expect(await stint.stop()).toBe(0);
  } finally {
    await stint.stopAndForget();
  }
}, 120_000);

async function expectRightTotals(
  stint: RunningStint,
  truth: ReturnType<typeof readClaudeTruth>,
): Promise<void> {
  const { allTime } = costSummary.parse(await stint.get("/api/costs/summary"));
  expect(columnsOf(allTime.totals)).toEqual(truth.total);
  expect(allTime.totals).toMatchObject({
    cacheWrite1h: truth.cache_write_1h,
    lowerBoundEvents: truth.messages_without_final_usage.messages,
    unpricedEvents: 0,
  });
}

/** As the truth files have it: input, output, cache write, cache read, messages. */
function columnsOf(totals: SessionSummary["totals"]): number[] {
  const { input, output, cacheWrite5m, cacheWrite1h, cacheRead, events } = totals;
  return [input, output, cacheWrite5m + cacheWrite1h, cacheRead, events];
}

async function allSessions(stint: RunningStint): Promise<SessionSummary[]> {
  const sessions: SessionSummary[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page = sessionPage.parse(await stint.get(`/api/dev-sessions?limit=100${query}`));
    sessions.push(...page.items);
    cursor = page.nextCursor;
  }
  return sessions;
}

async function snapshot(stint: RunningStint) {
  const { allTime } = costSummary.parse(await stint.get("/api/costs/summary"));
  return { totals: allTime.totals, sessions: await allSessions(stint) };
}
