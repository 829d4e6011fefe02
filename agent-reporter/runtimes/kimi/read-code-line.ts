import { countOf, isObject, objectOf, textOf } from "../json-values.ts";
import { addError, endTool, startTool } from "../plain/plain-calls.ts";
import {
  addRun,
  addUsage,
  keyOf,
  type PlainError,
  type PlainRecords,
} from "../plain/plain-records.ts";
import { addRunOf, type Line, marked, momentOfNumber, noteIn, placeOf, textIn } from "./place.ts";

/** A line in its run. */
type Told = { records: PlainRecords; line: Line; run: string; at: number };

/** A line of Kimi Code: `{type, time, …}`; what happens in a step is an `event` of its line. */
export function readCodeLine(records: PlainRecords, line: Line, fallbackAt: number): void {
  const place = placeOf(records.relative);
  const isEvent = line["type"] === "context.append_loop_event";
  const inner = isEvent ? objectOf(line["event"]) : line;
  const read = readers.get(textOf(inner["type"]) ?? "");
  if (place === null || !read) return;
  const at = momentOfNumber(line["time"]) ?? fallbackAt;
  const run = addRunOf(records, place, { lastAt: at });
  read({ records, line: inner, run, at });
}

const readers = new Map<string, (told: Told) => void>([
  ["config.update", readConfiguration],
  ["profile.bind", readConfiguration],
  ["llm.request", readRequest],
  ["turn.cancel", readCancel],
  ["usage.record", readRecord],
  ["step.end", readStepEnd],
  ["tool.call", readCall],
  ["tool.result", readResult],
  ["permission.record_approval_result", readApproval],
]);

/** Where a run works, and what kind of sub-agent it is. */
function readConfiguration({ records, line, run, at }: Told): void {
  const isSubagent = records.runs.get(run)?.parent !== null;
  addRun(records, {
    id: run,
    lastAt: at,
    cwd: textOf(line["cwd"] ?? objectOf(line["environmentDisclosure"])["cwd"], 4_000),
    agentType: isSubagent ? textOf(line["profileName"], 100) : null,
  });
}

/** A request tells what model an alias stands for; retries repeat it, with their number. */
function readRequest(told: Told): void {
  const { records, line } = told;
  const [model, alias] = [textOf(line["model"]), textOf(line["modelAlias"])];
  delete records.notes["last"];
  records.notes["model"] = model;
  if (model !== null && alias !== null) noteIn(records, "models")[marked(alias)] = model;
  records.notes["open"] = textOf(line["turnStep"], 40) ?? String(told.at);
  const [, attempt, most] = /^(\d{1,4})\/(\d{1,4})$/.exec(textOf(line["attempt"], 20) ?? "") ?? [];
  if (Number(attempt) > 1)
    addFailure(told, { kind: "other", attempt: Number(attempt) - 1, maxAttempts: Number(most) });
}

type Failure = Pick<PlainError, "kind" | "attempt" | "maxAttempts">;

/** That a try failed is told by the next one; why it did stands nowhere. */
function addFailure({ records, run, at }: Told, failure: Failure): void {
  const step = textOf(records.notes["open"]) ?? String(at);
  const key = keyOf("error", run, step, failure.attempt ?? failure.kind);
  addError(records, { key, run, at, model: textOf(records.notes["model"]), ...failure });
}

/** While no answer has begun, it is the request that its user broke off. */
function readCancel(told: Told): void {
  if (textOf(told.records.notes["open"]) !== null)
    addFailure(told, { kind: "cancelled", attempt: null, maxAttempts: null });
  delete told.records.notes["open"];
}

/** The end of a step and the record after it tell the same usage; only the step has its response's id. */
type Last = { by: "step" | "record"; counts: string; key: string };

/** The other's word on the same response, which is then used up. */
function takeTwin({ notes }: PlainRecords, by: Last["by"], counts: string): Last | null {
  const last = notes["last"] as Last | undefined;
  if (!last || last.by !== by || last.counts !== counts) return null;
  delete notes["last"];
  return last;
}

function readStepEnd(told: Told): void {
  const { records, line } = told;
  delete records.notes["open"];
  const id = textOf(line["messageId"]) ?? textOf(line["uuid"]);
  if (id === null || !isObject(line["usage"])) return;
  const counts = countsIn(line["usage"]);
  if (takeTwin(records, "record", counts.join())) return;
  records.notes["last"] = { by: "step", counts: counts.join(), key: id } satisfies Last;
  addCounts(told, { key: id, counts, model: textOf(records.notes["model"]) });
}

/** A request outside of a turn, such as a compaction's, has a record alone. */
function readRecord(told: Told): void {
  const { records, line, run } = told;
  if (!isObject(line["usage"])) return;
  const counts = countsIn(line["usage"]);
  const alias = textOf(line["model"]);
  const model = alias === null ? null : (textIn(records, "models", alias) ?? alias);
  const twin = takeTwin(records, "step", counts.join());
  if (twin) {
    addCounts(told, { key: twin.key, counts, model });
    return;
  }
  const number = Number(records.notes["records"] ?? 0) + 1;
  records.notes["records"] = number;
  const key = keyOf(run, "usage", number);
  records.notes["last"] = { by: "record", counts: counts.join(), key } satisfies Last;
  addCounts(told, { key, counts, model });
}

type Counts = [input: number, output: number, cacheRead: number, cacheWrite: number];

const countsIn = (usage: Line): Counts => [
  countOf(usage["inputOther"]),
  countOf(usage["output"]),
  countOf(usage["inputCacheRead"]),
  countOf(usage["inputCacheCreation"]),
];

type Response = { key: string; counts: Counts; model: string | null };

function addCounts({ records, run, at }: Told, { key, counts, model }: Response): void {
  const [input, output, cacheRead, cacheWrite5m] = counts;
  addUsage(records, {
    key,
    run,
    at,
    model,
    input,
    output,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: 0,
    reasoning: 0,
    requestId: null,
    vendorCostNanoUsd: null,
    lowerBound: false,
  });
}

/** A call's id is its turn's alone; its result names no turn. */
function readCall({ records, line, run, at }: Told): void {
  const [id, name] = [textOf(line["toolCallId"]), textOf(line["name"])];
  delete records.notes["open"];
  if (id === null || name === null) return;
  const turn = textOf(line["turnId"]) ?? String(countOf(line["turnId"]));
  const key = keyOf(run, turn, id);
  noteIn(records, "calls")[marked(id)] = key;
  startTool(records, { key, run, name, startedAt: at, input: line["args"] });
}

function readApproval({ records, line }: Told): void {
  const id = textOf(line["toolCallId"]);
  const decision = textOf(objectOf(line["result"])["decision"]);
  if (id === null || decision === null) return;
  const rejected = noteIn(records, "rejected");
  if (decision === "approved") delete rejected[marked(id)];
  else rejected[marked(id)] = decision;
}

function readResult({ records, line, at }: Told): void {
  const id = textOf(line["toolCallId"]);
  const key = id === null ? null : textIn(records, "calls", id);
  if (id === null || key === null) return;
  const wasRejected = textIn(records, "rejected", id) !== null;
  const result = objectOf(line["result"]);
  const failed = result["isError"] === true ? "failed" : "ok";
  const outcome = wasRejected ? "rejected" : failed;
  endTool(records, key, { at, outcome, said: result["message"] ?? result["output"] });
  delete noteIn(records, "calls")[marked(id)];
  delete noteIn(records, "rejected")[marked(id)];
}
