import type { ReportCost, SessionReport } from "#contract/reports.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import type { Totals } from "#contract/totals.ts";
import { decimalVibe, nanoVibeOf } from "#contract/vibe-rule.ts";

/** What changed in the repository during the session, as far as it is known. */
export type ReportGit = {
  filesChanged: number | null;
  linesAdded: number | null;
  linesRemoved: number | null;
  commits: number | null;
  list: { hash: string; subject: string | null }[] | null;
};

export const unknownGit: ReportGit = {
  filesChanged: null,
  linesAdded: null,
  linesRemoved: null,
  commits: null,
  list: null,
};

/** What people or agents said of the work when they completed it. */
export type ReportWords = {
  summary: string | null;
  keyChanges: string[] | null;
  nextSteps: string[] | null;
};

/** All that a report is made of. Null is what is not known. */
export type ReportInput = {
  session: SessionDetail;
  git: ReportGit;
  tasksCompleted: SessionReport["tasksCompleted"];
  words: ReportWords;
  usdPerVibe: number;
  timezone: string;
  now: number;
};

/** The report of a session, as data. */
export function sessionReportOf(input: ReportInput): SessionReport {
  const { session, git, words, usdPerVibe } = input;
  const { title, type, status, startedAt, endedAt, durationMs, activeMs, runtime, branch } =
    session;
  const { filesChanged, linesAdded, linesRemoved, commits } = git;
  const figures = { filesChanged, linesAdded, linesRemoved, commits };
  return {
    sessionId: session.id,
    title,
    type,
    status,
    startedAt,
    endedAt,
    durationMs,
    activeMs,
    timezone: input.timezone,
    runtime,
    project: session.project?.name ?? null,
    person: session.person?.name ?? null,
    branch,
    metrics: {
      ...figures,
      ...costOf(session.totals, usdPerVibe),
      estimateVibe: session.estimateVibe,
    },
    byModel: session.byModel.map(({ model, totals }) => ({
      model,
      ...costOf(totals, usdPerVibe),
    })),
    byRun: session.byRun.map(({ id, agentType, title: named, parentRunId, totals }) => ({
      id,
      name: agentType ?? named,
      parentRunId,
      ...costOf(totals, usdPerVibe),
    })),
    ...words,
    tasksCompleted: input.tasksCompleted,
    gitCommits: git.list,
    revision: session.revision,
    generatedAt: new Date(input.now).toISOString(),
  };
}

function costOf(totals: Totals, usdPerVibe: number): ReportCost {
  const { total: tokens, events, unpricedEvents, lowerBoundEvents, costNanoUsd, costUsd } = totals;
  const counts = { tokens, events, unpricedEvents, lowerBoundEvents };
  if (events > 0 && unpricedEvents === events) {
    return { ...counts, costNanoUsd: null, costUsd: null, vibe: null };
  }
  return {
    ...counts,
    costNanoUsd,
    costUsd,
    vibe: decimalVibe(nanoVibeOf(costNanoUsd, usdPerVibe)),
  };
}
