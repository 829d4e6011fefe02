import type { ToolOutcome } from "#contract/ingest.ts";
import { type CallFacts, describeCall } from "../../tools/describe-call.ts";
import { type Failure, failureOf, noFailure } from "../../tools/failure.ts";
import type { PlainError, PlainRecords, PlainTool } from "./plain-records.ts";
import { touch } from "./touched.ts";

/** A call as its first line tells it. The input is looked at and forgotten; `facts` where that was done before. */
export type ToolStart = Pick<PlainTool, "key" | "run" | "name" | "startedAt"> &
  ({ input: unknown } | { facts: CallFacts });

/** Starts a tool call, once. */
export function startTool(records: PlainRecords, start: ToolStart): void {
  const { key, run, name, startedAt } = start;
  if (records.tools.has(key)) return;
  records.tools.set(key, {
    key,
    run,
    name,
    startedAt,
    ...("facts" in start ? start.facts : describeCall(name, start.input)),
    ...noFailure,
    endedAt: null,
    ranMs: null,
    outcome: "unfinished",
  });
  touch(records, "tools", key);
}

/** How a call ended. Some logs do not tell when. What was said is looked at where it failed, and forgotten. */
export type ToolEnd = {
  at: number | null;
  outcome: ToolOutcome;
  ranMs?: number | null;
  said?: unknown;
  exitCode?: number | null;
};

/** Ends a tool call that was started; one that has ended stays as it was. */
export function endTool(records: PlainRecords, key: string, end: ToolEnd): void {
  const tool = records.tools.get(key);
  if (!tool || tool.outcome !== "unfinished") return;
  tool.endedAt = end.at === null ? null : Math.max(tool.startedAt, end.at);
  tool.ranMs = end.ranMs ?? null;
  Object.assign(tool, endingOf(end));
  touch(records, "tools", key);
}

function endingOf({ outcome, said, exitCode }: ToolEnd): Failure & { outcome: ToolOutcome } {
  if (outcome !== "failed" && outcome !== "rejected") return { outcome, ...noFailure };
  const failure = failureOf(said, exitCode);
  if (outcome === "failed") return { outcome, ...failure };
  const isTold = failure.errorKind === "cancelled" || failure.errorKind === "interrupted";
  return { outcome, errorKind: isTold ? failure.errorKind : "rejected", exitCode: null };
}

/** Adds a request that failed, once. */
export function addError(
  records: PlainRecords,
  error: Pick<PlainError, "key" | "run" | "at" | "kind"> & Partial<PlainError>,
): void {
  if (records.errors.has(error.key)) return;
  records.errors.set(error.key, { ...untold, ...error });
  touch(records, "errors", error.key);
}

const untold = {
  status: null,
  model: null,
  requestId: null,
  attempt: null,
  maxAttempts: null,
  retryInMs: null,
};
