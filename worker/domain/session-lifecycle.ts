import { forever } from "./place-event.ts";

type Status = "active" | "paused" | "completed" | "cancelled";
type Origin = "manual" | "auto";

/** What is done with a session after its start. */
export type Verb = "pause" | "resume" | "complete" | "cancel";

/** A time in which a session runs; `toAt` is exclusive, and `forever` while it does. */
export type Period = { fromAt: number; toAt: number };

/** How a manual session stands. Its periods are in order and do not overlap. */
export type Lifecycle = {
  status: Status;
  startedAt: number;
  endedAt: number | null;
  periods: Period[];
};

const statusAfter: Record<Verb, Status> = {
  pause: "paused",
  resume: "active",
  complete: "completed",
  cancel: "cancelled",
};

/** What can be done with a session that stands so. An auto session follows its run, so nobody pauses it. */
export function possibleVerbs(origin: Origin, status: Status): Verb[] {
  if (status === "completed" || status === "cancelled") return [];
  if (origin === "auto") return ["complete", "cancel"];
  return [status === "active" ? "pause" : "resume", "complete", "cancel"];
}

/** Whether a session stands already as it would afterwards: done twice is done once. */
export const isDone = (status: Status, verb: Verb) => statusAfter[verb] === status;

/** How a session begins. */
export const beginning = (startedAt: number): Lifecycle => ({
  status: "active",
  startedAt,
  endedAt: null,
  periods: [{ fromAt: startedAt, toAt: forever }],
});

/** How a session stands after what is possible was done with it. A clock that runs back does not shorten anything. */
export function afterVerb(before: Lifecycle, verb: Verb, now: number): Lifecycle {
  const at = Math.max(now, latestOf(before));
  const status = statusAfter[verb];
  if (verb === "resume") {
    return { ...before, status, periods: [...before.periods, { fromAt: at, toAt: forever }] };
  }
  const periods = before.periods.map((one) => (one.toAt === forever ? { ...one, toAt: at } : one));
  return { ...before, status, periods, endedAt: verb === "pause" ? null : at };
}

/** The same session with another start; null where that is not before the end of its first period. */
export function withStart(before: Lifecycle, startedAt: number): Lifecycle | null {
  const [first, ...others] = before.periods;
  if (!first || startedAt > first.toAt) return null;
  return { ...before, startedAt, periods: [{ ...first, fromAt: startedAt }, ...others] };
}

/** How long the periods were that are over, and when the present one began. */
export function workOf({ periods }: Lifecycle) {
  const closed = periods.filter(({ toAt }) => toAt !== forever);
  return {
    workedMs: closed.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0),
    runningSince: periods.find(({ toAt }) => toAt === forever)?.fromAt ?? null,
  };
}

/** The last moment at which something was done with it. */
export const latestOf = ({ periods }: Lifecycle) =>
  Math.max(
    ...periods.flatMap(({ fromAt, toAt }) => [fromAt, toAt]).filter((moment) => moment !== forever),
  );

type Times = {
  origin: Origin;
  startedAt: number;
  lastActivityAt: number;
  workedMs: number;
  runningSince: number | null;
};

/** Wall time up to the last activity, in milliseconds; of a manual session its stretches alone. */
export function durationOf(session: Times): number {
  const { origin, startedAt, lastActivityAt, workedMs, runningSince } = session;
  if (origin === "auto") return Math.max(0, lastActivityAt - startedAt);
  return workedMs + Math.max(0, lastActivityAt - (runningSince ?? lastActivityAt));
}
