import type { ToldUsage } from "./items-of-record.ts";
import { countOf, type TelemetryRecord, textOf } from "./telemetry-record.ts";
import { provisionalKey, toldRun, toldUsage } from "./told-items.ts";

const runtime = "gemini-cli";

/** `gemini_cli.api_response`: thoughts beside the output, cached tokens inside the input. No id: the log replaces it. */
export function geminiItems(record: TelemetryRecord): ToldUsage | null {
  const session = textOf(record, "session.id");
  if (session === null) return null;
  const cached = countOf(record, "cached_content_token_count");
  const thoughts = countOf(record, "thoughts_token_count");
  const fresh = Math.max(0, countOf(record, "input_token_count") - cached);
  const { version: _, ...run } = toldRun(runtime, session, record);
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
  // What it calls its version is the one of Node.
  return { runs: [{ ...run, version: null }], usage };
}
