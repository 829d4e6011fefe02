import type { CostSummary } from "#contract/costs.ts";
import type { SessionMessage, WorkspaceMessage } from "#contract/live.ts";
import type { SessionDays } from "#contract/session-days.ts";
import type { SessionDetail, SessionSummary, TimelinePage } from "#contract/sessions.ts";
import type { Totals } from "#contract/totals.ts";

/** So many responses of ten tokens and a cent each. */
export const aTotal = (events: number): Totals => ({
  input: events * 4,
  output: events * 6,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  reasoning: 0,
  total: events * 10,
  events,
  lowerBoundEvents: 0,
  unpricedEvents: 0,
  auxiliaryTokens: 0,
  webSearches: 0,
  costNanoUsd: events * 10_000_000,
  costUsd: (events / 100).toFixed(9),
});

export const aSummary = (revision: number, events = revision): SessionSummary => ({
  id: "ses_1",
  title: "Fix the build",
  type: "bugfix",
  status: "active",
  origin: "auto",
  revision,
  runtime: "claude-code",
  rootRunId: "run_1",
  project: null,
  person: null,
  branch: "main",
  lastModel: "claude-opus-4-8",
  startedAt: "2026-11-21T09:00:00Z",
  endedAt: null,
  lastActivityAt: "2026-11-21T10:00:00Z",
  durationMs: 3_600_000,
  estimateVibe: null,
  runningSince: null,
  totals: aTotal(events),
});

export const aDetail = (revision: number): SessionDetail => ({
  ...aSummary(revision),
  activeMs: 60_000,
  stretches: [],
  summary: null,
  keyChanges: [],
  nextSteps: [],
  tasks: [],
  headCommit: null,
  git: [],
  byModel: [],
  byRun: [],
  byKind: [],
  byHour: [],
});

/** A part of a timeline: failed requests of these keys. */
export const aPage = (keys: string[], nextCursor: string | null): TimelinePage => ({
  items: keys.map((key) => ({
    type: "error",
    key,
    runId: "run_1",
    at: "2026-11-21T10:00:00.000Z",
    kind: "overloaded",
    status: 529,
    model: null,
    attempt: null,
    maxAttempts: null,
    retryInMs: null,
    isSubagent: false,
  })),
  nextCursor,
});

export const aSessionMessage = (revision: number): SessionMessage => ({
  type: "session",
  revision,
  session: aSummary(revision),
});

const today = "2026-11-21T00:00:00Z";

export const noDays: SessionDays = { timezone: "UTC", sessions: 0, totals: aTotal(0), days: [] };

type WorkspaceState = {
  revision: number;
  ledgerRevision?: number;
  sessionsRevision?: number;
  eventsToday: number;
  day?: string;
  active?: SessionSummary[];
};

export const aWorkspaceMessage = (state: WorkspaceState): WorkspaceMessage => ({
  type: "workspace",
  revision: state.revision,
  at: "2026-11-21T10:00:00Z",
  active: state.active ?? [],
  agents: [],
  today: { from: state.day ?? today, totals: aTotal(state.eventsToday) },
  ledgerRevision: state.ledgerRevision ?? 1,
  sessionsRevision: state.sessionsRevision ?? 1,
});

/** Today's events are in the week, the month and all time, which have ten more each. */
export function aCostSummary(eventsToday: number): CostSummary {
  const period = (events: number) => ({
    from: today,
    to: "2026-11-22T00:00:00Z",
    totals: aTotal(events),
    previous: aTotal(0),
  });
  return {
    timezone: "UTC",
    today: period(eventsToday),
    week: period(eventsToday + 10),
    month: period(eventsToday + 20),
    allTime: { totals: aTotal(eventsToday + 30), from: today, to: today },
  };
}
