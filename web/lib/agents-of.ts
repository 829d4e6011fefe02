import { silentMs, workingMs } from "#contract/agent-times.ts";
import type { AgentHealth, AgentState } from "#contract/agents.ts";
import type { SessionSummary } from "#contract/sessions.ts";
import type { KnownAgents } from "#web/queries/agents.ts";

/** How an agent does, as cards show it; without a reporter only the session's own figures tell. */
export type ShownAgent = Pick<
  AgentHealth,
  "state" | "waitsFor" | "tool" | "failures" | "apiError" | "isStuck"
> & {
  key: string;
  runtime: string;
  /** Unix milliseconds by this device's clock; null where nobody knows. */
  since: number | null;
  /** Null where nobody knows. */
  tokensPerMinute: number | null;
};

/** What asks for somebody first. */
const urgency: AgentState[] = ["failing", "waiting", "working", "idle", "gone"];

/**
 * The agents that work in each session, the most urgent first: of an auto session its own, of a manual one those of its person in its
 * project that have no session of their own.
 */
export function agentsOfSessions(
  sessions: SessionSummary[],
  { items, aheadMs }: KnownAgents,
  now: number,
): Map<string, ShownAgent[]> {
  const bySession = new Map<string, ShownAgent[]>();
  for (const agent of items) {
    const session = sessionOf(agent, sessions);
    if (!session) continue;
    const shown = bySession.get(session.id) ?? [];
    bySession.set(session.id, [...shown, shownOf(agent, { aheadMs, now })]);
  }
  for (const session of sessions) {
    const known = bySession.get(session.id);
    const isWorkedIn = session.status === "active" && session.totals.events > 0;
    const own = known ?? (isWorkedIn ? [byActivity(session, aheadMs, now)] : []);
    const order = (one: ShownAgent) => urgency.indexOf(one.state);
    bySession.set(
      session.id,
      own.toSorted((a, b) => order(a) - order(b)),
    );
  }
  return bySession;
}

function sessionOf(agent: AgentHealth, sessions: SessionSummary[]): SessionSummary | undefined {
  const own = sessions.find(
    ({ runtime, rootRunId }) => rootRunId === agent.runId && runtime === agent.runtime,
  );
  const manual = sessions.find(
    ({ origin, status, person, project }) =>
      origin === "manual" &&
      status === "active" &&
      person?.id === agent.personId &&
      (project?.id ?? null) === agent.projectId,
  );
  const startedAt = Date.parse(manual?.startedAt ?? "");
  return manual && Date.parse(agent.lastActivityAt) >= startedAt ? manual : own;
}

function shownOf(
  { runtime, runId, state, since, heardAt, ...told }: AgentHealth,
  { aheadMs, now }: { aheadMs: number; now: number },
): ShownAgent {
  const { waitsFor, tool, failures, apiError, isStuck, tokensPerMinute } = told;
  const key = `${runtime} ${runId}`;
  const isSilent = now - aheadMs - Date.parse(heardAt) > silentMs;
  if (isSilent && state !== "gone") {
    return { ...unknown, key, runtime, state: "gone", since: Date.parse(heardAt) + aheadMs };
  }
  const rest = { waitsFor, tool, failures, apiError, isStuck, tokensPerMinute };
  return { key, runtime, state, since: Date.parse(since) + aheadMs, ...rest };
}

const unknown = {
  waitsFor: null,
  tool: null,
  failures: 0,
  apiError: null,
  isStuck: false,
  tokensPerMinute: null,
};

/** No reporter tells of it, as where telemetry alone comes in. */
function byActivity(
  { runtime, rootRunId, lastActivityAt }: SessionSummary,
  aheadMs: number,
  now: number,
): ShownAgent {
  const quietMs = now - aheadMs - Date.parse(lastActivityAt);
  const state = quietMs <= workingMs ? "working" : "idle";
  return { ...unknown, key: `${runtime} ${rootRunId}`, runtime, state, since: null };
}
