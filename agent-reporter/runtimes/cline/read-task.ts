import { apiErrorKindOf } from "../../tools/api-failure.ts";
import { countOf, isObject, objectOf, reckonedNanoUsdOf, textOf } from "../json-values.ts";
import { timeOf } from "../plain/log-values.ts";
import { addError } from "../plain/plain-calls.ts";
import { addRun, keyOf, type PlainRecords, type PlainUsage } from "../plain/plain-records.ts";
import { restateUsage } from "../plain/restate.ts";
import type { Product } from "./roots.ts";

type Facts = Record<string, unknown>;

/** What a message of a task counts, beside its time. */
type Counted = { ts: number; at: number; facts: Facts; message: Facts };

/** `ui_messages.json`: what was said and asked, with a count at the begin of each request, updated in place. */
export function readTask(records: PlainRecords, messages: unknown[], product: Product): void {
  const run = taskOf(records);
  for (const message of messages) {
    if (!isObject(message)) continue;
    const at = timeOf(message["ts"]);
    if (at === null) continue;
    addRun(records, { id: run, startedAt: at, lastAt: at });
    readFailure(records, message, at);
    if (message["type"] !== "say") continue;
    const counted = { ts: at, at, facts: countsOf(message), message };
    if (message["say"] === "api_req_started") readRequest(records, counted, product);
    if (message["say"] === "subagent_usage") readSubagents(records, counted, product);
    if (message["say"] === "condense_context") readCondensing(records, counted);
  }
  readDeleted(records, messages.filter(isObject), product);
}

/** A request that failed: its user is asked what to do, or it is tried again after a while. */
function readFailure(records: PlainRecords, message: Facts, at: number): void {
  const isFailure =
    message["ask"] === "api_req_failed" || message["say"] === "api_req_retry_delayed";
  if (!isFailure) return;
  const run = taskOf(records);
  const found = /(?:"status":|status(?: code)?:?|^)\s?([45]\d\d)\b/i.exec(headOf(message));
  const status = found ? Number(found[1]) : null;
  const kind = apiErrorKindOf(status, message["text"]);
  addError(records, { key: keyOf("error", run, at), run, at, kind, status });
}

const headOf = ({ text }: Facts) => (typeof text === "string" ? text.slice(0, 400) : "");

/** A task is called by its folder. */
export const taskOf = ({ relative }: PlainRecords) =>
  (relative.split("/").at(1) ?? relative).slice(0, 95);

/** The counts are JSON in a text, which holds the request as well. */
function countsOf({ text }: Facts): Facts {
  if (typeof text !== "string" || !text.startsWith("{")) return {};
  try {
    return objectOf(JSON.parse(text));
  } catch {
    // Torn, or nothing that counts.
    return {};
  }
}

function readRequest(records: PlainRecords, { ts, at, facts, message }: Counted, product: Product) {
  const run = taskOf(records);
  const info = objectOf(message["modelInfo"]);
  const usage = usageOf(facts, product);
  if (!hasCounts(usage)) return;
  restateUsage(records, {
    ...usage,
    key: `${run}:${ts}`,
    run,
    at,
    model: textOf(info["modelId"]) ?? textOf(facts["model"]),
    // One that broke off was not counted to its end.
    lowerBound: typeof facts["cancelReason"] === "string",
  });
}

/** All sub-agents of a turn are counted together, after they have ended. */
function readSubagents(records: PlainRecords, { ts, at, facts }: Counted, product: Product) {
  const parent = taskOf(records);
  const usage = usageOf(facts, product);
  if (!hasCounts(usage)) return;
  const run = `${parent}:${ts}`;
  const agentType = facts["source"] === "advisor" ? "advisor" : "subagent";
  addRun(records, { id: run, parent, startedAt: at, lastAt: at, agentType });
  restateUsage(records, { ...usage, key: run, run, at, model: null, lowerBound: false });
}

/** Of the request that shortens the context only the cost is told. */
function readCondensing(records: PlainRecords, { ts, at, message }: Counted): void {
  const run = taskOf(records);
  const vendorCostNanoUsd = reckonedNanoUsdOf(objectOf(message["contextCondense"])["cost"]);
  if (vendorCostNanoUsd === null) return;
  const key = `${run}:${ts}`;
  restateUsage(records, {
    ...nothing,
    key,
    run,
    at,
    model: null,
    vendorCostNanoUsd,
    lowerBound: true,
  });
}

const isDeletion = ({ type, say }: Facts) =>
  type === "say" && (say === "deleted_api_reqs" || say === "api_req_deleted");

/**
 * Who goes back to a checkpoint deletes messages, of which only the sum stays. What was seen of them before counts
 * already, so that the sum counts without it.
 */
function readDeleted(records: PlainRecords, messages: Facts[], product: Product): void {
  const run = taskOf(records);
  const present = new Set(messages.map(({ ts }) => `${run}:${timeOf(ts)}`));
  let missing = [...records.usage.values()]
    .filter(({ key }) => !present.has(key))
    .reduce((sum, usage) => combined(sum, usage, (a, b) => a + b), nothing);
  for (const message of messages.filter(isDeletion)) {
    const at = timeOf(message["ts"]);
    if (at === null) continue;
    const key = `${run}:${at}`;
    const all = usageOf(countsOf(message), product);
    const own = records.usage.get(key) ?? combined(all, missing, subtract);
    missing = combined(missing, combined(all, own, subtract), subtract);
    if (hasCounts(own))
      restateUsage(records, { ...own, key, run, at, model: null, lowerBound: false });
  }
}

const subtract = (a: number, b: number) => Math.max(0, a - b);

type Counts = Omit<PlainUsage, "key" | "run" | "at" | "model" | "lowerBound">;

const nothing: Counts = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  reasoning: 0,
  requestId: null,
  vendorCostNanoUsd: null,
};

function combined(a: Counts, b: Counts, combine: (a: number, b: number) => number): Counts {
  return {
    ...nothing,
    input: combine(a.input, b.input),
    output: combine(a.output, b.output),
    cacheRead: combine(a.cacheRead, b.cacheRead),
    cacheWrite5m: combine(a.cacheWrite5m, b.cacheWrite5m),
    vendorCostNanoUsd: combine(a.vendorCostNanoUsd ?? 0, b.vendorCostNanoUsd ?? 0) || null,
  };
}

const hasCounts = (usage: Counts) =>
  usage.input + usage.output + usage.cacheRead + usage.cacheWrite5m > 0;

function usageOf(facts: Facts, { isInclusive }: Product): Counts {
  const [read, written] = [countOf(facts["cacheReads"]), countOf(facts["cacheWrites"])];
  const input = countOf(facts["tokensIn"]);
  return {
    ...nothing,
    input: isInclusive ? withoutCached(input, read + written) : input,
    output: countOf(facts["tokensOut"]),
    cacheRead: read,
    cacheWrite5m: written,
    vendorCostNanoUsd: reckonedNanoUsdOf(facts["cost"]),
  };
}

/** Input that is said to hold what was cached does so where it is large enough: older versions and others count apart. */
export const withoutCached = (input: number, cached: number) =>
  cached <= input ? input - cached : input;
