import { countOf, type TelemetryRecord, textOf, wholeOf } from "./telemetry-record.ts";
import {
  provisionalKey,
  statusOf,
  toldError,
  type ToldItem,
  toldRun,
  toldTool,
  toldUsage,
} from "./told-items.ts";

const runtime = "codex";

/** `codex.sse_event` of a completed response, which comes twice: once without counts. No id: the thread's log replaces it. */
export function codexItems(record: TelemetryRecord): ToldItem | null {
  const thread = textOf(record, "conversation.id");
  const isCompleted = textOf(record, "event.kind") === "response.completed";
  if (thread === null || !isCompleted || !record.facts.has("input_token_count")) return null;
  const cached = countOf(record, "cached_token_count");
  const cacheWrite = countOf(record, "cache_write_token_count");
  const output = countOf(record, "output_token_count");
  const usage = toldUsage(record, {
    key: provisionalKey(runtime, thread, record),
    runtime,
    runId: thread,
    provisional: true,
    input: Math.max(0, countOf(record, "input_token_count") - cached - cacheWrite),
    output,
    cacheRead: cached,
    cacheWrite5m: cacheWrite,
    reasoning: Math.min(countOf(record, "reasoning_token_count"), output),
  });
  return { runs: [toldRun(runtime, thread, record)], item: usage };
}

/** `codex.tool_result`: the log has the call under the same id. */
export function codexTool(record: TelemetryRecord): ToldItem | null {
  const runId = textOf(record, "conversation.id");
  const [key, name] = [textOf(record, "call_id"), textOf(record, "tool_name")];
  if (runId === null || key === null || name === null) return null;
  const item = toldTool(record, { key, runtime, runId, name });
  return { runs: [toldRun(runtime, runId, record)], item };
}

/** `codex.api_request` that failed. No id: the thread's log replaces it. */
export function codexError(record: TelemetryRecord): ToldItem | null {
  const runId = textOf(record, "conversation.id");
  const status = statusOf(record, "http.response.status_code");
  if (runId === null || status === null || status < 400) return null;
  const before = wholeOf(record, "attempt");
  const key = provisionalKey(runtime, runId, record);
  const attempt = before === null ? null : before + 1;
  const item = toldError(record, { key, runtime, runId, status, attempt });
  return { runs: [toldRun(runtime, runId, record)], item };
}
