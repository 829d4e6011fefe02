import type { SessionSummary } from "#contract/sessions.ts";

/** A session as a line of a spreadsheet: names and numbers as they are, not as a screen shows them. */
export const sessionRow = (session: SessionSummary) => ({
  id: session.id,
  run: session.rootRunId,
  title: session.title,
  type: session.type,
  status: session.status,
  project: session.project?.name,
  person: session.person?.name,
  branch: session.branch,
  model: session.lastModel,
  started: session.startedAt,
  durationMs: session.durationMs,
  input: session.totals.input,
  output: session.totals.output,
  cacheRead: session.totals.cacheRead,
  cacheWrite: session.totals.cacheWrite5m + session.totals.cacheWrite1h,
  costUsd: session.totals.costUsd,
});
