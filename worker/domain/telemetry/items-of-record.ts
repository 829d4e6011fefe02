import { claudeError, claudeItems, claudeRefusal, claudeTool } from "./claude-items.ts";
import { codexError, codexItems, codexTool } from "./codex-items.ts";
import { geminiError, geminiItems, geminiTool } from "./gemini-items.ts";
import type { TelemetryEvent, TelemetryRecord } from "./telemetry-record.ts";
import type { ToldItem } from "./told-items.ts";

const readers: Record<TelemetryEvent, (record: TelemetryRecord) => ToldItem | null> = {
  "claude_code.api_request": claudeItems,
  "claude_code.tool_result": claudeTool,
  "claude_code.tool_decision": claudeRefusal,
  "claude_code.api_error": claudeError,
  "codex.sse_event": codexItems,
  "codex.tool_result": codexTool,
  "codex.api_request": codexError,
  "gemini_cli.api_response": geminiItems,
  "gemini_cli.tool_call": geminiTool,
  "gemini_cli.api_error": geminiError,
};

/** Null where a record tells of nothing that is kept. */
export const itemsOfRecord = (record: TelemetryRecord) => readers[record.event](record);
