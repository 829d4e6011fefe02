import { createHash } from "node:crypto";
import { apiErrorKindOfStatus } from "#contract/errors.ts";
import type { ErrorItem, RunItem, ToolItem, ToolOutcome, UsageItem } from "#contract/ingest.ts";
import { type TelemetryRecord, textOf, wholeOf } from "./telemetry-record.ts";

/** The response, tool call or failed request that a record tells of, after the runs that it names. */
export type ToldItem = { runs: RunItem[]; item: UsageItem | ToolItem | ErrorItem };

/** A run as telemetry knows it: not where it works, nor what it is called. */
export function toldRun(runtime: string, runId: string, record: TelemetryRecord): RunItem {
  return {
    type: "run",
    runtime,
    runId,
    rootRunId: runId,
    parentRunId: null,
    startedAt: record.at,
    project: null,
    version: textOf(record, "app.version") ?? textOf(record, "service.version"),
    title: null,
    branch: null,
    headCommit: null,
    agentType: null,
  };
}

type Told = Pick<UsageItem, "key" | "runtime" | "runId" | "provisional"> & Partial<UsageItem>;

/** A log's claim on an event is better than telemetry's. */
const weakestClaim = { rank: 9, beganAt: 0 };

export function toldUsage(record: TelemetryRecord, told: Told): UsageItem {
  return {
    type: "usage",
    occurredAt: record.at,
    model: textOf(record, "model"),
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    reasoning: 0,
    webSearches: 0,
    serviceTier: null,
    speed: null,
    geo: null,
    requestId: null,
    vendorCostNanoUsd: null,
    lowerBound: false,
    auxiliary: false,
    credit: weakestClaim,
    ...told,
  };
}

type ToldTool = Pick<ToolItem, "key" | "runtime" | "runId" | "name"> &
  Partial<Pick<ToolItem, "durationMs" | "ranMs">>;

/** How long a call took, as the agent says; some begin to count where they ask for permission, some after it. */
export const spanTold = (record: TelemetryRecord) => wholeOf(record, "duration_ms");

/** A call that has ended. Of what it did nothing is read but its name. */
export function toldTool(record: TelemetryRecord, told: ToldTool): ToolItem {
  const { durationMs = null, ranMs = null } = told;
  return {
    type: "tool",
    ...told,
    name: told.name.slice(0, 200),
    startedAt: Math.max(0, record.at - (durationMs ?? ranMs ?? 0)),
    durationMs,
    ranMs,
    outcome: outcomeOf(record),
    verb: null,
    errorKind: null,
    exitCode: null,
    destructive: false,
    isSubagent: false,
  };
}

function outcomeOf(record: TelemetryRecord): ToolOutcome {
  const success = record.facts.get("success");
  if (success === true || success === "true") return "ok";
  const decision = textOf(record, "decision_type") ?? textOf(record, "decision") ?? "";
  return /^(?:reject|denied)/.test(decision) ? "rejected" : "failed";
}

type ToldError = Pick<ErrorItem, "key" | "runtime" | "runId" | "status"> & Partial<ErrorItem>;

/** A request that failed. The kind is what the status tells: the error's text is not read. */
export function toldError(record: TelemetryRecord, told: ToldError): ErrorItem {
  return {
    type: "error",
    occurredAt: record.at,
    kind: apiErrorKindOfStatus(told.status),
    model: textOf(record, "model"),
    requestId: null,
    attempt: null,
    maxAttempts: null,
    retryInMs: null,
    ...told,
  };
}

/** An HTTP status under one of the names that it has. */
export function statusOf(record: TelemetryRecord, name = "status_code"): number | null {
  const status = wholeOf(record, name);
  return status !== null && status >= 100 && status <= 999 ? status : null;
}

/** Stands in every key that no log has. */
export const provisionalMark = ":told:";

/** The key of a response without an id: an exporter that sends a record again sends it as it was. */
export function provisionalKey(runtime: string, runId: string, record: TelemetryRecord): string {
  // Numbers are texts in protobuf and in some exporters' JSON.
  const facts = [...record.facts].map(([name, value]) => `${name}=${value}`).toSorted();
  const text = JSON.stringify([runId, record.observed, record.at, facts]);
  const digest = createHash("sha256").update(text).digest("base64url").slice(0, 22);
  return `${runtime}${provisionalMark}${runId}:${digest}`;
}
