import { globSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { costSummary, costsBy } from "#contract/costs.ts";
import { sessionPage, type SessionSummary } from "#contract/sessions.ts";
import { corpusPath, hasCorpus, readClaudeTruth } from "#test/support/corpus-truth.ts";
import { type RunningStint, startStint } from "#test/support/running-stint.ts";

/** The Codex corpus: input, output, cache write, cache read, responses. */
const codexTruth = [2_551_551, 358_173, 0, 70_597_632, 1_040];

describe.skipIf(!hasCorpus)("npm start on the corpora of Claude Code and Codex", () => {
  let stint: RunningStint;
  const env: Record<string, string> = hasCorpus
    ? { CLAUDE_CONFIG_DIR: corpusPath("claude"), CODEX_HOME: corpusPath("codex") }
    : {};

  beforeAll(async () => {
    stint = await startStint({ env });
  }, 180_000);
  afterAll(() => stint?.stopAndForget());

  test("the summary, runtimes, models and every session hold the right totals", async () => {
    const truth = readClaudeTruth();
    await expectRightTotals(stint, truth);
    expect(await readBy(stint, "runtime")).toEqual({
      "claude-code": truth.total,
      codex: codexTruth,
    });
    expect(await readBy(stint, "model")).toMatchObject(truth.by_model);

    const sessions = await allSessions(stint);
    const found = new Map(sessions.map((session) => [session.rootRunId, session.totals]));
    const expected = truthBySession(truth);
    expect(expected.size).toBeGreaterThan(100);
    for (const [id, columns] of expected) {
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
    await expect.poll(() => stint.log()).toContain("No agent logs were found");
    await expect.poll(() => stint.log()).toContain("npm run demo");
    expect(await stint.stop()).toBe(0);
  } finally {
    await stint.stopAndForget();
  }
}, 120_000);

test("what it started ends with npm", async () => {
  const stint = await startStint({ throughNpm: true });
  try {
    expect((await fetch(`${stint.url}/api/health`)).status).toBe(200);
    await stint.stop();
    const answers = () => fetch(`${stint.url}/api/health`).then(Boolean, () => false);
    await expect.poll(answers, { timeout: 15_000 }).toBe(false);
  } finally {
    await stint.stopAndForget();
  }
}, 120_000);

async function expectRightTotals(
  stint: RunningStint,
  truth: ReturnType<typeof readClaudeTruth>,
): Promise<void> {
  const { allTime } = costSummary.parse(await stint.get("/api/costs/summary"));
  const both = truth.total.map((count, at) => count + (codexTruth[at] ?? 0));
  expect(columnsOf(allTime.totals)).toEqual(both);
  expect(allTime.totals).toMatchObject({
    cacheWrite1h: truth.cache_write_1h,
    lowerBoundEvents: truth.messages_without_final_usage.messages,
    unpricedEvents: 0,
  });
}

async function readBy(stint: RunningStint, dimension: "runtime" | "model") {
  const { items } = costsBy.parse(await stint.get(`/api/costs/by?dimension=${dimension}`));
  return Object.fromEntries(items.map(({ key, totals }) => [key, columnsOf(totals)]));
}

/** As the truth files have it: input, output, cache write, cache read, messages. */
function columnsOf(totals: SessionSummary["totals"]): number[] {
  const { input, output, cacheWrite5m, cacheWrite1h, cacheRead, events } = totals;
  return [input, output, cacheWrite5m + cacheWrite1h, cacheRead, events];
}

/**
 * Sessions by their own id. The truth names files: two sub-agents' files that lie beside their sessions have entries of
 * their own there, and belong to the session that their lines name.
 */
function truthBySession({ by_session: byFile }: ReturnType<typeof readClaudeTruth>) {
  const sessions = new Map<string, number[]>();
  for (const [id, columns] of Object.entries(byFile)) {
    const session = id.startsWith("agent-") ? sessionNamedIn(id) : id;
    const sums = sessions.get(session) ?? [];
    sessions.set(
      session,
      columns.map((count, at) => count + (sums[at] ?? 0)),
    );
  }
  return sessions;
}

function sessionNamedIn(file: string): string {
  const [found] = globSync(`${corpusPath("claude")}/projects/*/${file}.jsonl`);
  const name = found && /"sessionId":"([^"]+)"/.exec(readFileSync(found, "utf8"))?.[1];
  if (!name) throw new Error(`${file} names no session.`);
  return name;
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
