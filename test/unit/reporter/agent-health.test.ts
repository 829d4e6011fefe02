import { expect, test } from "vitest";
import { heartbeat } from "#contract/agents.ts";
import type { ToolItem } from "#contract/ingest.ts";
import { AgentBeats, newsOf } from "#reporter/agents/agent-beats.ts";
import { type AgentState as HookState, withFacts } from "#reporter/beside/agent-states.ts";
import type { Fact } from "#reporter/beside/fact.ts";
import { anErrorItem, aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";

const start = Date.UTC(2026, 10, 21, 10);
const second = 1_000;
const minute = 60 * second;
const run = aRunItem({ runId: "root", startedAt: start });

const turnAt = (occurredAt: number) => aUsageItem({ runId: "root", occurredAt });
const callAt = (startedAt: number, facts: Partial<ToolItem> = {}) =>
  aToolItem({ runId: "root", startedAt, ...facts });
const testRun = {
  name: "Bash",
  verb: "npm test",
  outcome: "failed",
  errorKind: "exit_code",
} as const;

/** How the one agent does some time after the start. */
function agentAt(
  items: Parameters<AgentBeats["take"]>[0],
  now: number,
  facts: Pick<Fact, "event" | "at" | "why">[] = [],
) {
  const beats = new AgentBeats();
  beats.take([run], start);
  beats.take(items, now);
  const hooks: HookState[] = withFacts(
    [],
    facts.map((fact) => ({ runtime: "claude-code", session: "root", ...fact })),
  );
  const beat = beats.beat(hooks, now);
  expect(heartbeat.safeParse(beat).error).toBeUndefined();
  return beat.agents[0] ?? null;
}

test("an agent works while its log moves or a tool runs, and idles after", () => {
  const turn = turnAt(start);
  const running = callAt(start + second, { outcome: "unfinished", durationMs: null });
  const done = callAt(start + second);
  expect(agentAt([turn, done], start + minute)).toMatchObject({ state: "working", tool: null });
  expect(agentAt([turn, running], start + 10 * minute)).toMatchObject({
    state: "working",
    tool: { name: "Bash", verb: "git status" },
  });
  expect(agentAt([turn, running], start + 16 * minute)).toMatchObject({ state: "idle" });
  expect(agentAt([turn, done], start + 3 * minute)).toMatchObject({ state: "idle" });
  expect(agentAt([turn, done], start + 61 * minute)).toBeNull();
});

test("a call that its run went on after does not run any more; a sub-agent's turns leave its parent's call running", () => {
  const lost = callAt(start, { outcome: "unfinished", durationMs: null, name: "Task" });
  const own = turnAt(start + 5 * minute);
  expect(agentAt([lost, own], start + 6 * minute)?.state).not.toBe("working");
  const child = aRunItem({ runId: "child", rootRunId: "root", parentRunId: "root" });
  const childTurn = aUsageItem({ runId: "child", occurredAt: start + 5 * minute });
  expect(agentAt([child, lost, childTurn], start + 6 * minute)).toMatchObject({
    state: "working",
    tool: { name: "Task" },
  });
});

test("an answer without a call after it waits for the user, until nobody looks after it", () => {
  const items = [callAt(start), turnAt(start + second)];
  expect(agentAt(items, start + 5 * second)).toMatchObject({ state: "working" });
  expect(agentAt(items, start + minute)).toMatchObject({ state: "waiting", waitsFor: "answer" });
  expect(agentAt(items, start + 12 * minute)).toMatchObject({ state: "idle", waitsFor: null });
});

test("hooks know more than the log: leave to ask for, an end, work that writes nothing yet", () => {
  const items = [turnAt(start), callAt(start, { outcome: "unfinished", durationMs: null })];
  const asks = { event: "Notification", why: "permission_prompt", at: start + 3 * second };
  const now = start + 20 * second;
  expect(agentAt(items, now, [asks])).toMatchObject({
    state: "waiting",
    waitsFor: "permission",
    since: start + 3 * second,
  });
  const ends = { event: "SessionEnd", at: start + 5 * second };
  expect(agentAt(items, now, [asks, ends])).toMatchObject({ state: "gone" });
  const later = callAt(start + 30 * second);
  expect(agentAt([...items, later], start + 31 * second, [asks])).toMatchObject({
    state: "working",
  });
  const prompted = { event: "UserPromptSubmit", at: start + 40 * second };
  expect(agentAt([turnAt(start)], start + 45 * second, [prompted])).toMatchObject({
    state: "working",
  });
});

test("the same tool that fails again and again is stuck; one that succeeds between is not", () => {
  const failing = (count: number) =>
    Array.from({ length: count }, (_, at) => callAt(start + at * second, testRun));
  expect(agentAt(failing(2), start + 5 * second)).toMatchObject({ state: "working" });
  expect(agentAt(failing(3), start + 5 * second)).toMatchObject({
    state: "failing",
    isStuck: true,
    failures: 3,
    since: start,
    tool: { name: "Bash", verb: "npm test", errorKind: "exit_code" },
  });
  const mended = [...failing(3), callAt(start + 4 * second, { ...testRun, outcome: "ok" })];
  expect(agentAt(mended, start + 5 * second)).toMatchObject({ state: "working" });
  const between = failing(5).flatMap((call, at) => [
    call,
    callAt(start + at * second + 500, { name: "Edit", verb: null }),
  ]);
  expect(agentAt(between, start + 6 * second)).toMatchObject({ state: "working" });
  const sixth = callAt(start + 6 * second, testRun);
  expect(agentAt([...between, sixth], start + 7 * second)).toMatchObject({
    state: "failing",
    failures: 6,
  });
});

test("requests that fail are told until an answer comes", () => {
  const errors = [1, 2].map((at) =>
    anErrorItem({ runId: "root", occurredAt: start + at * second, kind: "overloaded" }),
  );
  expect(agentAt([turnAt(start), ...errors], start + 9 * second)).toMatchObject({
    state: "failing",
    apiError: "overloaded",
    failures: 2,
    isStuck: false,
    since: start + second,
  });
  const answered = [turnAt(start), ...errors, turnAt(start + 4 * second)];
  expect(agentAt(answered, start + 9 * second)).toMatchObject({ state: "working", apiError: null });
});

test("tokens of the last minute count each answer once, and news are news only where something changed", () => {
  const beats = new AgentBeats();
  const turn = aUsageItem({ runId: "root", occurredAt: start, key: "claude-code:one" });
  beats.take([run, turn], start);
  beats.take([{ ...turn, output: 20 }], start);
  beats.take([turnAt(start + second)], start + second);
  const before = beats.beat([], start + 2 * second);
  expect(before.agents).toMatchObject([
    { tokensPerMinute: 11_120 + 11_110, since: start + 2 * second },
  ]);
  const after = beats.beat([], start + 3 * second);
  expect(after.agents).toMatchObject([{ since: start + 2 * second }]);
  expect(newsOf(after)).toBe(newsOf(before));
  const quiet = beats.beat([], start + 62 * second);
  expect(quiet.agents).toMatchObject([{ tokensPerMinute: 0, state: "waiting" }]);
  expect(newsOf(quiet)).not.toBe(newsOf(before));
});
