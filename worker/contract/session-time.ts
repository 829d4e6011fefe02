import type { SessionSummary } from "./sessions.ts";

/* Without Zod: the first screen loads this. */

type Times = Pick<
  SessionSummary,
  "status" | "startedAt" | "durationMs" | "runningSince" | "lastActivityAt"
>;

/** How long a session has lasted at a moment, pauses left out, in milliseconds; what is over does not last longer. */
export function lastedMs(session: Times, now: number): number {
  const { status, startedAt, durationMs, runningSince, lastActivityAt } = session;
  if (status !== "active") return durationMs;
  if (runningSince === null) return Math.max(durationMs, now - Date.parse(startedAt));
  const countedUpTo = Math.max(Date.parse(runningSince), Date.parse(lastActivityAt));
  return durationMs + Math.max(0, now - countedUpTo);
}
