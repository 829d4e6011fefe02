import type { SessionReport } from "#contract/reports.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import type { ReportWords } from "./session-report.ts";

type Told = Pick<SessionDetail, "summary" | "keyChanges" | "nextSteps" | "tasks">;

/** What was written of the session; of what nobody wrote anything nothing is known. */
export const wordsOf = ({ summary, keyChanges, nextSteps }: Told): ReportWords => ({
  summary: summary || null,
  keyChanges: keyChanges.length > 0 ? keyChanges : null,
  nextSteps: nextSteps.length > 0 ? nextSteps : null,
});

/** The tasks that it is linked with as completed; null where nobody linked any task. */
export function completedTasks({ tasks }: Told): SessionReport["tasksCompleted"] {
  if (tasks.length === 0) return null;
  return tasks
    .filter(({ relationship }) => relationship === "completed")
    .map(({ key }) => ({ key, name: null }));
}
