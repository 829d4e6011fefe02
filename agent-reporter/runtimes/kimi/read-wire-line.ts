import { countOf, isObject, objectOf, textOf } from "../json-values.ts";
import { endTool, startTool } from "../plain/plain-calls.ts";
import { addUsage, keyOf, type PlainRecords } from "../plain/plain-records.ts";
import { addRunOf, type Line, marked, momentOfNumber, noteIn, placeOf, textIn } from "./place.ts";

/** An event in its run. */
type Told = { records: PlainRecords; payload: Line; run: string; at: number };

/**
 * A line of Kimi CLI: `{timestamp, message: {type, payload}}`. What a sub-agent does stands in its session's file too, each
 * event in a `SubagentEvent`. The model is not told.
 */
export function readWireLine(records: PlainRecords, line: Line, fallbackAt: number): void {
  const place = placeOf(records.relative);
  if (place === null) return;
  const at = momentOfNumber(line["timestamp"]) ?? fallbackAt;
  let agent = place.agent;
  let message = objectOf(line["message"]);
  // A sub-agent's events may hold those of its own sub-agents.
  for (let depth = 0; message["type"] === "SubagentEvent" && depth < mostDeep; depth++) {
    const payload = objectOf(message["payload"]);
    agent = agentOf(payload);
    if (agent === null) return;
    const agentType = textOf(payload["subagent_type"], 100);
    addRunOf(records, { session: place.session, agent }, { lastAt: at, agentType });
    message = objectOf(payload["event"]);
  }
  const read = readers.get(textOf(message["type"]) ?? "");
  const run = addRunOf(records, { session: place.session, agent }, { lastAt: at });
  read?.({ records, payload: objectOf(message["payload"]), at, run });
}

/** No agent starts agents deeper than this. */
const mostDeep = 9;

/** First versions know a sub-agent by the call that started it. */
const agentOf = (payload: Line) =>
  textOf(payload["agent_id"]) ??
  textOf(payload["parent_tool_call_id"]) ??
  textOf(payload["task_tool_call_id"]);

const readers = new Map<string, (told: Told) => void>([
  ["StatusUpdate", readStatus],
  ["TurnBegin", readTurn],
  ["ToolCall", readCall],
  ["ToolResult", readResult],
  ["ApprovalRequest", readRequest],
  ["ApprovalResponse", readResponse],
  ["ApprovalRequestResolved", readResponse],
]);

function readStatus({ records, payload, run, at }: Told): void {
  const usage = payload["token_usage"];
  if (!isObject(usage)) return;
  addUsage(records, {
    key: textOf(payload["message_id"]) ?? nextKey(records, run),
    run,
    at,
    model: null,
    input: countOf(usage["input_other"]),
    output: countOf(usage["output"]),
    cacheRead: countOf(usage["input_cache_read"]),
    cacheWrite5m: countOf(usage["input_cache_creation"]),
    cacheWrite1h: 0,
    reasoning: 0,
    requestId: null,
    vendorCostNanoUsd: null,
    lowerBound: false,
  });
}

/** Responses without an id are counted by run: a sub-agent's are the same ones in its session's file. */
function nextKey(records: PlainRecords, run: string): string {
  const counted = noteIn(records, "counted");
  const number = Number(counted[marked(run)] ?? 0) + 1;
  counted[marked(run)] = number;
  return keyOf(run, "status", number);
}

function readTurn({ records, run }: Told): void {
  const turns = noteIn(records, "turns");
  turns[marked(run)] = turnOf(records, run) + 1;
}

const turnOf = (records: PlainRecords, run: string) =>
  Number(noteIn(records, "turns")[marked(run)] ?? 0);

/** A call's id is its turn's alone. */
const keyOfCall = ({ records, run }: Told, id: string) => keyOf(run, turnOf(records, run), id);

function readCall(told: Told): void {
  const { records, payload, run, at } = told;
  const { name: called, arguments: input } = objectOf(payload["function"]);
  const [id, name] = [textOf(payload["id"]), textOf(called)];
  if (id === null || name === null) return;
  startTool(records, { key: keyOfCall(told, id), run, name, startedAt: at, input });
}

/** Which call is asked about; the answer names the question alone. */
function readRequest({ records, payload }: Told): void {
  const [id, call] = [textOf(payload["id"]), textOf(payload["tool_call_id"])];
  if (id !== null && call !== null) noteIn(records, "asked")[marked(id)] = call;
}

function readResponse({ records, payload }: Told): void {
  const id = textOf(payload["request_id"]);
  const call = id === null ? null : textIn(records, "asked", id);
  if (call !== null && payload["response"] === "reject")
    noteIn(records, "rejected")[marked(call)] = "yes";
}

function readResult(told: Told): void {
  const { records, payload, at } = told;
  const id = textOf(payload["tool_call_id"]);
  if (id === null) return;
  const results = [payload["return_value"], payload["result"]].map(objectOf);
  const failed = results.find((one) => one["is_error"] === true);
  const isError = failed !== undefined;
  const wasRejected = textIn(records, "rejected", id) !== null;
  const outcome = wasRejected ? "rejected" : isError ? "failed" : "ok";
  delete noteIn(records, "rejected")[marked(id)];
  const said = failed?.["message"] ?? failed?.["output"];
  endTool(records, keyOfCall(told, id), { at, outcome, said });
}
