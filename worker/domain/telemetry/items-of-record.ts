import type { RunItem, UsageItem } from "#contract/ingest.ts";
import { claudeItems } from "./claude-items.ts";
import { codexItems } from "./codex-items.ts";
import { geminiItems } from "./gemini-items.ts";
import type { TelemetryEvent, TelemetryRecord } from "./telemetry-record.ts";

/** The response that a record tells of, after the runs that it names. */
export type ToldUsage = { runs: RunItem[]; usage: UsageItem };

const readers: Record<TelemetryEvent, (record: TelemetryRecord) => ToldUsage | null> = {
  "claude_code.api_request": claudeItems,
  "codex.sse_event": codexItems,
  "gemini_cli.api_response": geminiItems,
};

/** Null where a record tells of no usage. */
export const itemsOfRecord = (record: TelemetryRecord) => readers[record.event](record);
