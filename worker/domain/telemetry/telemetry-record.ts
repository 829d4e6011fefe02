/** A value that can be a count, a name or an id; lists and maps are never read. */
export type Fact = string | number | boolean;

/** One record of an agent's telemetry: its event, and of its attributes those that are on the list. */
export type TelemetryRecord = {
  event: TelemetryEvent;
  /** Unix nanoseconds as sent; a part of what tells two records apart. */
  observed: string;
  at: number;
  facts: ReadonlyMap<string, Fact>;
};

export type TelemetryEvent =
  | "claude_code.api_request"
  | "claude_code.tool_result"
  | "claude_code.tool_decision"
  | "claude_code.api_error"
  | "codex.sse_event"
  | "codex.tool_result"
  | "codex.api_request"
  | "gemini_cli.api_response"
  | "gemini_cli.tool_call"
  | "gemini_cli.api_error";

/** Records that tell of usage, tool calls and failed requests, by all the names that they come under. Of others nothing is read. */
const events: Record<string, TelemetryEvent> = {
  "claude_code.api_request": "claude_code.api_request",
  api_request: "claude_code.api_request",
  "claude_code.tool_result": "claude_code.tool_result",
  tool_result: "claude_code.tool_result",
  "claude_code.tool_decision": "claude_code.tool_decision",
  tool_decision: "claude_code.tool_decision",
  "claude_code.api_error": "claude_code.api_error",
  api_error: "claude_code.api_error",
  "codex.sse_event": "codex.sse_event",
  "codex.tool_result": "codex.tool_result",
  "codex.api_request": "codex.api_request",
  "gemini_cli.api_response": "gemini_cli.api_response",
  "gemini_cli.tool_call": "gemini_cli.tool_call",
  "gemini_cli.api_error": "gemini_cli.api_error",
};

export const eventOf = (name: string): TelemetryEvent | null =>
  Object.hasOwn(events, name) ? (events[name] ?? null) : null;

/**
 * The attributes that are read. Prompts, answers, tool inputs and outputs, command lines, paths and e-mail addresses
 * have others, which are not kept in memory longer than the request's body.
 */
const readable = new Set([
  "event.kind",
  "event.timestamp",
  "event.sequence",
  "service.version",
  "app.version",
  "session.id",
  "conversation.id",
  "agent_id",
  "agent.name",
  "parent_agent_id",
  "request_id",
  "auth.request_id",
  "query_source",
  "model",
  "speed",
  "cost_usd",
  "duration_ms",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_creation_tokens",
  "cache_creation_5m_tokens",
  "cache_creation_1h_tokens",
  "input_token_count",
  "output_token_count",
  "cached_token_count",
  "cache_write_token_count",
  "reasoning_token_count",
  "cached_content_token_count",
  "thoughts_token_count",
  "tool_token_count",
  "total_token_count",
  "tool_use_id",
  "call_id",
  "tool_name",
  "function_name",
  "success",
  "decision",
  "decision_type",
  "status_code",
  "http.response.status_code",
  "attempt",
]);

export const isReadable = (name: string) => readable.has(name);

/** A count that may come as a text; nothing where there is none, and NaN where it is not one. */
export function countOf({ facts }: TelemetryRecord, name: string): number {
  const value = facts.get(name);
  if (value === undefined || value === "") return 0;
  return typeof value === "boolean" ? Number.NaN : Number(value);
}

export function textOf({ facts }: TelemetryRecord, name: string): string | null {
  const value = facts.get(name);
  return typeof value === "string" && value !== "" ? value : null;
}

/** A whole number that may come as a text; null where there is none. */
export function wholeOf({ facts }: TelemetryRecord, name: string): number | null {
  const value = facts.get(name);
  if (typeof value === "boolean" || value === undefined || value === "") return null;
  const number = Math.round(Number(value));
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}
