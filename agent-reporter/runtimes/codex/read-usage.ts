import { countOf, isObject, objectOf, textOf } from "../json-values.ts";
import type { CodexCounts, CodexEvent, CodexRecords } from "./records.ts";

type Payload = Record<string, unknown>;

/** One response by its own id. It comes before the `token_count` of the same response, which then is a repeat. */
export function readUsageRecord(records: CodexRecords, payload: Payload, at: number): void {
  const responseId = textOf(payload["response_id"], 150);
  const counts = countsOf(payload["usage"]);
  const cumulative = countsOf(payload["thread_token_usage"]);
  if (!responseId || !counts || !cumulative) return;
  const turnId = textOf(payload["turn_id"], 100) ?? records.turnId;
  addEvent(records, { responseId, turnId, counts, cumulative, at });
  records.seen = cumulative;
}

/**
 * The thread's counter. The same total again is a repeat; a total above the last one is a response, also where it
 * differs from `last` (an aborted turn's call shows only as such a jump); one below means that the counter began anew.
 */
export function readTokenCount(records: CodexRecords, payload: Payload, at: number): void {
  const info = payload["info"];
  if (!isObject(info)) return;
  const total = countsOf(info["total_token_usage"]);
  const last = countsOf(info["last_token_usage"]);
  if (!total) return;
  if (records.seen && isSame(records.seen, total)) return;
  if (records.seen && isBelow(total, records.seen)) {
    records.segment += 1;
    records.seen = null;
  }
  // A fork's first total holds its parent's past, so the first one counts by its last response.
  const counts = records.seen ? difference(total, records.seen) : (last ?? total);
  addEvent(records, { responseId: null, turnId: records.turnId, counts, cumulative: total, at });
  records.seen = total;
}

type NewEvent = Pick<CodexEvent, "responseId" | "turnId" | "counts" | "cumulative" | "at">;

/**
 * A response that stands twice, or again in a file that was rewritten, is one. Its time is the first, and the smaller
 * step of the counter is the one that was told with more of what came before.
 */
function addEvent(records: CodexRecords, event: NewEvent): void {
  const { segment, model, serviceTier } = records;
  const key = eventKey(event, segment);
  const known = records.events.get(key);
  if (known) {
    known.at = Math.min(known.at, event.at);
    if (sizeOf(event.counts) < sizeOf(known.counts)) known.counts = event.counts;
  } else records.events.set(key, { key, ...event, segment, model, serviceTier });
}

/** Never a time and never a path: a fork's copy must have the same key. */
function eventKey({ responseId, turnId, cumulative }: NewEvent, segment: number): string {
  if (responseId) return responseId;
  const { input, cached, output, reasoning } = cumulative;
  return `${turnId ?? segment}:${input}.${cached}.${output}.${reasoning}`;
}

function countsOf(value: unknown): CodexCounts | null {
  if (!isObject(value)) return null;
  const usage = objectOf(value);
  return {
    input: countOf(usage["input_tokens"]),
    cached: countOf(usage["cached_input_tokens"]),
    cacheWrite: countOf(usage["cache_write_input_tokens"]),
    output: countOf(usage["output_tokens"]),
    reasoning: countOf(usage["reasoning_output_tokens"]),
  };
}

const sizeOf = ({ input, output }: CodexCounts) => input + output;

const isSame = (a: CodexCounts, b: CodexCounts) =>
  a.input === b.input &&
  a.cached === b.cached &&
  a.output === b.output &&
  a.reasoning === b.reasoning;

const isBelow = (a: CodexCounts, b: CodexCounts) => a.input < b.input || a.output < b.output;

const difference = (a: CodexCounts, b: CodexCounts): CodexCounts => ({
  input: a.input - b.input,
  cached: Math.max(0, a.cached - b.cached),
  cacheWrite: Math.max(0, a.cacheWrite - b.cacheWrite),
  output: a.output - b.output,
  reasoning: Math.max(0, a.reasoning - b.reasoning),
});
