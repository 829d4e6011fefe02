import { workingMs } from "#contract/agent-times.ts";
import type { AgentReport } from "#contract/agents.ts";
import type { ToolItem } from "#contract/ingest.ts";
import type { AgentState as HookState } from "../beside/agent-states.ts";
import type { AgentActivity } from "./agent-activity.ts";

/** How an agent does, but for since when. */
export type Health = Omit<AgentReport, "since"> & {
  /** When it came to be so, where something tells. */
  knownSince: number | null;
};

const second = 1_000;
const minute = 60 * second;

/** A tool may run as long without a line in the log. */
const runningMs = 15 * minute;
/** An answer after which nothing was asked for is the last one for now. */
const answeredMs = 15 * second;
/** Who waits for so long is not looked after. */
const waitingMs = 10 * minute;
/** An agent that ended is told for so long. */
const goneMs = 10 * minute;
/** Hooks and lines of one moment reach us in any order. */
const slackMs = 2 * second;

/** The same tool that fails as often as this with nothing between, or as often with other tools between. */
const stuckAtOnce = 3;
const stuckInAll = 6;

/** Null where it ended, or was last active, so long ago that nothing is to be told of it. */
export function healthOf(
  activity: AgentActivity,
  hook: HookState | undefined,
  now: number,
): Health | null {
  const { runtime, runId, projectKey, lastActivityAt, turns } = activity;
  const tokensPerMinute = [...turns.values()].reduce((sum, { tokens }) => sum + tokens, 0);
  const calls = inOrder(activity);
  const facts = { activity, calls, hook: newsOf(hook, activity), now };
  const state = byHooks(facts) ?? byFailures(facts) ?? byLog(facts);
  if (state.state === "gone" && now - lastActivityAt > goneMs) return null;
  const seen = { runtime, runId, projectKey, lastActivityAt, tokensPerMinute };
  return { ...seen, ...nothing, ...state };
}

type Facts = {
  activity: AgentActivity;
  calls: ToolItem[];
  hook: HookState | undefined;
  now: number;
};
type Told = Pick<Health, "state"> & Partial<Omit<Health, "state">>;

const nothing = {
  waitsFor: null,
  tool: null,
  failures: 0,
  apiError: null,
  isStuck: false,
  knownSince: null,
};

const inOrder = ({ calls }: AgentActivity) =>
  [...calls.values()].toSorted((a, b) => a.startedAt - b.startedAt);

/** What hooks told is old where the log has gone on since. */
function newsOf(hook: HookState | undefined, { lastActivityAt }: AgentActivity) {
  return hook && hook.since >= lastActivityAt - slackMs ? hook : undefined;
}

/** What only hooks know: that it asks for leave, waits for its user, or ended. */
function byHooks({ hook, now }: Facts): Told | null {
  if (!hook) return null;
  const knownSince = hook.since;
  if (hook.state === "ended") return { state: "gone", knownSince };
  if (hook.state === "asks-permission")
    return { state: "waiting", waitsFor: "permission", knownSince };
  if (hook.state !== "waits-for-person") return null;
  if (now - knownSince > waitingMs) return { state: "idle", knownSince };
  return { state: "waiting", waitsFor: "answer", knownSince };
}

/** Failing calls or requests that nothing has come after. */
function byFailures(facts: Facts): Told | null {
  const { activity, now } = facts;
  if (now - activity.lastActivityAt > waitingMs) return null;
  const errors = [...activity.errors.values()]
    .filter(({ occurredAt }) => occurredAt >= activity.lastTurnAt)
    .toSorted((a, b) => a.occurredAt - b.occurredAt);
  const [first, last] = [errors[0], errors.at(-1)];
  if (first && last && last.kind !== "cancelled") {
    const failures = errors.length;
    return { state: "failing", apiError: last.kind, failures, knownSince: first.occurredAt };
  }
  return byFailingTool(facts);
}

function byFailingTool({ calls }: Facts): Told | null {
  const ended = calls.filter(({ outcome }) => outcome !== "unfinished");
  const last = ended.at(-1);
  if (last?.outcome !== "failed") return null;
  const own = ended.filter((call) => isSameTool(call, last));
  const failures = failedAtEnd(own);
  const atOnce = Math.min(
    failures,
    failedAtEnd(ended, (call) => isSameTool(call, last)),
  );
  const isStuck = atOnce >= stuckAtOnce || failures >= stuckInAll;
  if (!isStuck) return null;
  const knownSince = own.at(-failures)?.startedAt ?? null;
  return { state: "failing", tool: toolOf(last), failures, isStuck, knownSince };
}

const isSameTool = (a: ToolItem, b: ToolItem) => a.name === b.name && a.verb === b.verb;

/** How many at the end of a list failed in succession. */
function failedAtEnd(calls: ToolItem[], holds: (call: ToolItem) => boolean = () => true): number {
  const isBroken = (call: ToolItem) => call.outcome !== "failed" || !holds(call);
  return calls.length - 1 - calls.findLastIndex(isBroken);
}

const toolOf = ({ name, verb, errorKind }: ToolItem) => ({ name, verb, errorKind });

/** A call that its own run went on after never got its result. */
const isRunning = ({ outcome, runId, startedAt }: ToolItem, { lastTurns }: AgentActivity) =>
  outcome === "unfinished" && startedAt >= (lastTurns.get(runId) ?? 0) - slackMs;

/** What the log alone tells. */
function byLog({ activity, calls, hook, now }: Facts): Told {
  const quietMs = now - activity.lastActivityAt;
  const running = calls.findLast((call) => isRunning(call, activity));
  if (running && quietMs <= runningMs) {
    return { state: "working", tool: { ...toolOf(running), errorKind: null } };
  }
  const lastCall = calls.at(-1);
  const hasAnswered = activity.lastTurnAt > (lastCall ? lastCall.startedAt : 0);
  const isAnswer = hasAnswered && quietMs > answeredMs && hook?.state !== "working";
  if (isAnswer && quietMs <= waitingMs) return { state: "waiting", waitsFor: "answer" };
  return { state: quietMs <= workingMs ? "working" : "idle" };
}
