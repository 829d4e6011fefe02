import type { ErrorItem, ToolItem } from "#contract/ingest.ts";
import { spanBetween } from "../json-values.ts";
import type { PlainError, PlainTool } from "./plain-records.ts";

export function toolItem(runtime: string, tool: PlainTool): ToolItem {
  const { startedAt, endedAt } = tool;
  return {
    type: "tool",
    key: tool.key,
    runtime,
    runId: tool.run,
    name: tool.name,
    startedAt,
    durationMs: endedAt === null ? null : spanBetween(startedAt, endedAt),
    ranMs: tool.ranMs,
    outcome: tool.outcome,
    verb: tool.verb,
    errorKind: tool.errorKind,
    exitCode: tool.exitCode,
    destructive: tool.destructive,
    isSubagent: false,
  };
}

export function errorItem(runtime: string, { key, run, at, ...facts }: PlainError): ErrorItem {
  return { type: "error", key: `${runtime}:${key}`, runtime, runId: run, occurredAt: at, ...facts };
}
