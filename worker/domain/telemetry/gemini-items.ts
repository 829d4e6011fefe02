import type { RunItem } from "#contract/ingest.ts";
import { countOf, type TelemetryRecord, textOf } from "./telemetry-record.ts";
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

const runtime = "gemini-cli";

/** `gemini_cli.api_response`: thoughts beside the output, cached tokens inside the input. No id: the log replaces it. */
export function geminiItems(record: TelemetryRecord): ToldItem | null {
  const session = textOf(record, "session.id");
  if (session === null) return null;
  const cached = countOf(record, "cached_content_token_count");
  const thoughts = countOf(record, "thoughts_token_count");
  const fresh = Math.max(0, countOf(record, "input_token_count") - cached);
  const usage = toldUsage(record, {
    key: provisionalKey(runtime, session, record),
    runtime,
    runId: session,
    provisional: true,
    input: fresh + countOf(record, "tool_token_count"),
    output: countOf(record, "output_token_count") + thoughts,
    cacheRead: cached,
    reasoning: thoughts,
  });
  return { runs: [runOf(session, record)], item: usage };
}

/** What it calls its version is the one of Node. */
const runOf = (session: string, record: TelemetryRecord): RunItem => ({
  ...toldRun(runtime, session, record),
  version: null,
});

/** `gemini_cli.tool_call`, which counts with the wait for permission. No id: the log replaces it. */
export function geminiTool(record: TelemetryRecord): ToldItem | null {
  const [runId, name] = [textOf(record, "session.id"), textOf(record, "function_name")];
  if (runId === null || name === null) return null;
  const key = provisionalKey(runtime, runId, record);
  return {
    runs: [runOf(runId, record)],
    item: toldTool(record, { key, runtime, runId, name, durationMs: spanTold(record) }),
  };
}

/** `gemini_cli.api_error`. No id: the log replaces it. */
export function geminiError(record: TelemetryRecord): ToldItem | null {
  const runId = textOf(record, "session.id");
  if (runId === null) return null;
  const key = provisionalKey(runtime, runId, record);
  const item = toldError(record, { key, runtime, runId, status: statusOf(record) });
  return { runs: [runOf(runId, record)], item };
}
