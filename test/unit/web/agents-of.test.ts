import { expect, test } from "vitest";
import type { AgentHealth } from "#contract/agents.ts";
import type { SessionSummary } from "#contract/sessions.ts";
import { agentsOfSessions } from "#web/lib/agents-of.ts";
import { aSummary } from "./support/live-state.ts";

const now = Date.UTC(2026, 10, 21, 10, 0, 30);
const iso = (secondsAgo: number) => new Date(now - secondsAgo * 1_000).toISOString();

const anAgent = (facts: Partial<AgentHealth> = {}): AgentHealth => ({
  runtime: "claude-code",
  runId: "run_1",
  machineId: "m",
  personId: "ada",
  projectId: "api",
  state: "working",
  since: iso(60),
  lastActivityAt: iso(1),
  heardAt: iso(5),
  waitsFor: null,
  tool: null,
  failures: 0,
  apiError: null,
  isStuck: false,
  tokensPerMinute: 100,
  ...facts,
});

const auto = aSummary(1);
const manual: SessionSummary = {
  ...aSummary(1),
  id: "ses_manual",
  origin: "manual",
  rootRunId: null,
  startedAt: iso(300),
  project: { id: "api", slug: "api", name: "api" },
  person: { id: "ada", name: "Ada", image: null },
};

const statesOf = (sessions: SessionSummary[], items: AgentHealth[], aheadMs = 0) => {
  const found = agentsOfSessions(sessions, { items, aheadMs }, now);
  return Object.fromEntries([...found].map(([id, own]) => [id, own.map(({ state }) => state)]));
};

test("an auto session has its own agent, a manual one those of its person in its project", () => {
  const waiting = anAgent({ runId: "run_2", state: "waiting" });
  const failing = anAgent({ runId: "run_3", state: "failing" });
  const others = [
    anAgent({ runId: "run_4", personId: "bob" }),
    anAgent({ runId: "run_5", projectId: null }),
  ];
  expect(statesOf([auto], [anAgent(), waiting])).toEqual({ ses_1: ["working"] });
  expect(statesOf([manual], [waiting, anAgent(), failing, ...others])).toEqual({
    ses_manual: ["failing", "waiting", "working"],
  });
});

test("what an agent did before the manual session began is its own session's", () => {
  const before = anAgent({ lastActivityAt: iso(301), state: "idle" });
  expect(statesOf([auto, manual], [before])).toEqual({ ses_1: ["idle"], ses_manual: ["working"] });
  expect(statesOf([auto, { ...manual, status: "paused" }], [anAgent()])).toEqual({
    ses_1: ["working"],
    ses_manual: [],
  });
});

test("without a reporter the session's own figures tell", () => {
  const quiet = { ...auto, lastActivityAt: iso(121) };
  expect(statesOf([auto], [])).toEqual({ ses_1: ["working"] });
  expect(statesOf([quiet], [])).toEqual({ ses_1: ["idle"] });
});

test("an agent that nothing is heard of is gone, by the server's clock", () => {
  expect(statesOf([auto], [anAgent({ heardAt: iso(96) })])).toEqual({ ses_1: ["gone"] });
  expect(statesOf([auto], [anAgent({ heardAt: iso(96) })], 10_000)).toEqual({
    ses_1: ["working"],
  });
});

test("a session that was only begun has no agent yet", () => {
  const begun = { ...manual, totals: aSummary(1, 0).totals, lastActivityAt: iso(1) };
  expect(statesOf([begun], [])).toEqual({ ses_manual: [] });
});
