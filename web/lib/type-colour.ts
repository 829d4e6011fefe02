import type { SessionSummary } from "#contract/sessions.ts";

/** A type of session has the same colour wherever it is seen, and always its icon beside it. */
export const typeColours: Record<SessionSummary["type"], string> = {
  feature: "var(--chart-1)",
  bugfix: "var(--chart-5)",
  refactor: "var(--chart-3)",
  research: "var(--chart-4)",
  deployment: "var(--chart-2)",
};
