import { createHash } from "node:crypto";
import type { RunItem, UsageItem } from "#contract/ingest.ts";
import { type TelemetryRecord, textOf } from "./telemetry-record.ts";

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
