import { countOf, isObject, listOf, objectOf, textOf } from "../json-values.ts";
import type { MessageRecord } from "./records.ts";

type Line = Record<string, unknown>;

/** Where a line stands: whose file, when, and whether it is an echo in a parent's file. */
export type LineContext = { runName: string; at: number; isEcho: boolean };

/**
 * The events of one assistant line: one for its message, and one for each request that was made on the way to it
 * (a refused model, an advisor, a compaction). None for errors and synthetic fillers.
 */
export function readUsage(line: Line, context: LineContext): MessageRecord[] {
  const message = objectOf(line["message"]);
  const usage = objectOf(message["usage"]);
  if (line["type"] !== "assistant" || !isObject(message["usage"])) return [];
  if (message["model"] === "<synthetic>" || line["isApiErrorMessage"] === true) return [];

  const tokens = tokensOf(usage);
  // Field by field: there are many of them.
  const own: MessageRecord = {
    key: keyOf(line, message, context),
    at: context.at,
    model: textOf(message["model"]),
    input: tokens.input,
    output: tokens.output,
    cacheRead: tokens.cacheRead,
    cacheWrite5m: tokens.cacheWrite5m,
    cacheWrite1h: tokens.cacheWrite1h,
    reasoning: tokens.reasoning,
    webSearches: tokens.webSearches,
    serviceTier: textOf(usage["service_tier"], 40),
    speed: textOf(usage["speed"], 40),
    geo: textOf(usage["inference_geo"], 40),
    requestId: textOf(line["requestId"]),
    vendorCostNanoUsd: vendorCost(line["costUSD"]),
    isFinal: typeof message["stop_reason"] === "string",
    isSidechain: line["isSidechain"] === true,
    isEcho: context.isEcho,
    isCopy: copiedFrom(line, context.runName) !== null,
  };
  return Array.isArray(usage["iterations"]) ? [own, ...iterationsOf(usage, own)] : [own];
}

/** The session that made the request, where a fork's copy names another than its own. */
export function copiedFrom(line: Line, runName: string): string | null {
  const session = textOf(line["requestSessionId"]);
  return session === runName ? null : session;
}

/**
 * Ids of the provider are unique everywhere; a copy may have lost or changed its request id. Ids that a gateway made
 * may repeat, so they count with the request's id, or with the session and the time.
 */
function keyOf(line: Line, message: Line, { runName, at }: LineContext): string {
  const id = textOf(message["id"], 150);
  const session = textOf(line["sessionId"]) ?? runName;
  if (!id) return `claude-code:${session}:${textOf(line["uuid"]) ?? at}`;
  if (id.startsWith("msg_")) return `claude-code:${id}`;
  const requestId = textOf(line["requestId"], 150);
  return requestId ? `claude-code:${id}:${requestId}` : `claude-code:${id}:${session}:${at}`;
}

/** With an earlier try in the list, the top level is the last model's alone; a sole `message` repeats it. */
function iterationsOf(usage: Line, own: MessageRecord): MessageRecord[] {
  const iterations = listOf(usage["iterations"]).map(objectOf);
  const fellBack = iterations.some((one) => one["type"] === "fallback_message");
  return iterations.flatMap((one, index) => {
    const isOwnEvent =
      one["type"] === "advisor_message" ||
      one["type"] === "compaction" ||
      (fellBack && one["type"] === "message");
    if (!isOwnEvent) return [];
    const model = textOf(one["model"]) ?? own.model;
    const tokens = { ...tokensOf(one), webSearches: 0 };
    return [{ ...own, ...tokens, key: `${own.key}:${index}`, model, vendorCostNanoUsd: null }];
  });
}

function tokensOf(usage: Line) {
  const split = objectOf(usage["cache_creation"]);
  const cacheWrite1h = countOf(split["ephemeral_1h_input_tokens"]);
  const split5m = countOf(split["ephemeral_5m_input_tokens"]);
  const flat = countOf(usage["cache_creation_input_tokens"]);
  const output = countOf(usage["output_tokens"]);
  const thinking = countOf(objectOf(usage["output_tokens_details"])["thinking_tokens"]);
  return {
    input: countOf(usage["input_tokens"]),
    output,
    cacheRead: countOf(usage["cache_read_input_tokens"]),
    // The flat field may be larger than its parts, and stands alone in old versions: the rest is 5-minute.
    cacheWrite5m: Math.max(split5m, flat - cacheWrite1h),
    cacheWrite1h,
    reasoning: Math.min(thinking, output),
    webSearches: countOf(objectOf(usage["server_tool_use"])["web_search_requests"]),
  };
}

function vendorCost(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value < 1e6 ? Math.round(value * 1e9) : null;
}

/** Two lines of one message: the larger counts, the earlier time. A real line replaces an echo whole. */
export function mergeMessages(a: MessageRecord, b: MessageRecord): MessageRecord {
  if (a.isEcho !== b.isEcho) return a.isEcho ? b : a;
  return {
    key: a.key,
    at: Math.min(a.at, b.at),
    model: a.model ?? b.model,
    input: Math.max(a.input, b.input),
    output: Math.max(a.output, b.output),
    cacheRead: Math.max(a.cacheRead, b.cacheRead),
    cacheWrite5m: Math.max(a.cacheWrite5m, b.cacheWrite5m),
    cacheWrite1h: Math.max(a.cacheWrite1h, b.cacheWrite1h),
    reasoning: Math.max(a.reasoning, b.reasoning),
    webSearches: Math.max(a.webSearches, b.webSearches),
    serviceTier: a.serviceTier ?? b.serviceTier,
    speed: a.speed ?? b.speed,
    geo: a.geo ?? b.geo,
    requestId: a.requestId ?? b.requestId,
    vendorCostNanoUsd: maxOrNull(a.vendorCostNanoUsd, b.vendorCostNanoUsd),
    isFinal: a.isFinal || b.isFinal,
    isSidechain: both(a.isSidechain, b.isSidechain),
    isEcho: a.isEcho,
    isCopy: both(a.isCopy, b.isCopy),
  };
}

const both = (a: boolean, b: boolean) => a && b;

const maxOrNull = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
