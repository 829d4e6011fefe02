import type { ToldUsage } from "./items-of-record.ts";
import { countOf, type TelemetryRecord, textOf } from "./telemetry-record.ts";
import { provisionalKey, toldRun, toldUsage } from "./told-items.ts";

const runtime = "codex";

/** `codex.sse_event` of a completed response, which comes twice: once without counts. No id: the thread's log replaces it. */
export function codexItems(record: TelemetryRecord): ToldUsage | null {
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
  return { runs: [toldRun(runtime, thread, record)], usage };
}
