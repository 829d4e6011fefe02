import type { ErrorItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import type { RunPlace } from "../../library/library-types.ts";
import { spanBetween } from "../json-values.ts";
import type { ResolverOptions } from "../runtime-adapter.ts";
import { type ClaudeFile, rankOf } from "./credit.ts";
import type { ErrorRecord, MessageRecord, ToolRecord } from "./records.ts";

const runtime = "claude-code";

/** Git facts are of now: a run's head is only told while the run is fresh. */
const freshMs = 3_600_000;

export function runItem(file: ClaudeFile, options: ResolverOptions, now: number): RunItem {
  const { records, run } = file;
  const facts = options.factsOf(records.cwd);
  const isFresh = records.lastAt !== null && now - records.lastAt < freshMs;
  const head = isFresh && facts ? facts : { branch: null, headCommit: null };
  return {
    type: "run",
    runtime,
    runId: run.id,
    rootRunId: run.root,
    parentRunId: run.parent,
    startedAt: records.firstAt ?? firstMessageAt(file),
    project: facts?.project ?? null,
    version: records.version,
    title: options.titles ? titleOf(file) : null,
    branch: options.titles ? (records.branch ?? head.branch) : null,
    headCommit: head.headCommit,
    agentType: records.agentType,
  };
}

/** Where it worked; null where no line tells, or none has a time. */
export function placeOf({ records, run }: ClaudeFile): RunPlace | null {
  const { cwd, firstAt, lastAt, branch, links } = records;
  if (cwd === null || firstAt === null || lastAt === null) return null;
  const ids = { runtime, runId: run.id, rootRunId: run.root };
  return { ...ids, cwd, startedAt: firstAt, lastAt, branch, startCommit: null, links };
}

/** Where no line has a time, its messages have the file's. */
function firstMessageAt({ records }: ClaudeFile): number {
  const [first] = records.messages.values();
  return first?.at ?? 0;
}

/** A sub-agent's file repeats what its session is called. */
function titleOf({ records, run }: ClaudeFile): string | null {
  if (run.parent !== null) return null;
  return records.customTitle ?? records.aiTitle ?? records.summary;
}

export function usageItem(file: ClaudeFile, message: MessageRecord): UsageItem {
  // Field by field: copying the rest of an object is ten times as slow, and there are many of them.
  return {
    type: "usage",
    key: message.key,
    runtime,
    runId: file.run.id,
    occurredAt: message.at,
    model: message.model,
    input: message.input,
    output: message.output,
    cacheRead: message.cacheRead,
    cacheWrite5m: message.cacheWrite5m,
    cacheWrite1h: message.cacheWrite1h,
    reasoning: message.reasoning,
    webSearches: message.webSearches,
    serviceTier: message.serviceTier,
    speed: message.speed,
    geo: message.geo,
    requestId: message.requestId,
    vendorCostNanoUsd: message.vendorCostNanoUsd,
    lowerBound: !message.isFinal,
    auxiliary: false,
    provisional: message.isEcho,
    credit: { rank: rankOf(file, message.key), beganAt: file.beganAt },
  };
}

export function toolItem({ run }: ClaudeFile, tool: ToolRecord): ToolItem {
  const { startedAt, endedAt } = tool;
  return {
    type: "tool",
    key: tool.key,
    runtime,
    runId: run.id,
    name: tool.name,
    startedAt,
    durationMs: endedAt === null ? null : spanBetween(startedAt, endedAt),
    ranMs: tool.ranMs,
    outcome: tool.outcome,
    verb: tool.verb,
    errorKind: tool.errorKind,
    exitCode: tool.exitCode,
    destructive: tool.destructive,
    isSubagent: run.parent !== null || tool.isSidechain,
  };
}

export function errorItem({ run }: ClaudeFile, { at, ...error }: ErrorRecord): ErrorItem {
  return { type: "error", runtime, runId: run.id, occurredAt: at, model: null, ...error };
}
