import { countOf, type TelemetryRecord, textOf, wholeOf } from "./telemetry-record.ts";
import {
  provisionalKey,
  spanTold,
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

/** `codex.tool_result`: the log has the call under the same id. It counts with the wait for permission. */
export function codexTool(record: TelemetryRecord): ToldItem | null {
  const runId = textOf(record, "conversation.id");
  const [key, name] = [textOf(record, "call_id"), textOf(record, "tool_name")];
  if (runId === null || key === null || name === null) return null;
  const durationMs = spanTold(record);
  const item = toldTool(record, { key, runtime, runId, name, durationMs });
  return { runs: [toldRun(runtime, runId, record)], item };
}

/**
 * `codex.api_request` that failed. The log has only what a turn failed of at last, and of that the id where the client
 * had tried again: by it they are one. What is not tried again the log has without an id, and replaces.
 */
export function codexError(record: TelemetryRecord): ToldItem | null {
  const runId = textOf(record, "conversation.id");
  const status = statusOf(record, "http.response.status_code");
  if (runId === null || status === null || status < 400) return null;
  const requestId = isTriedAgain(status) ? textOf(record, "auth.request_id") : null;
  const key = requestId ? `${runtime}:error:${requestId}` : provisionalKey(runtime, runId, record);
  const before = wholeOf(record, "attempt");
  const attempt = before === null ? null : before + 1;
  const item = toldError(record, { key, runtime, runId, status, requestId, attempt });
  return { runs: [toldRun(runtime, runId, record)], item };
}

const isTriedAgain = (status: number) => status === 429 || status >= 500;
