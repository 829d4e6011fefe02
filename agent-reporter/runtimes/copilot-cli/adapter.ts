import { apiErrorKindOf, statusOf } from "../../tools/api-failure.ts";
import { type CallFacts, describeCall } from "../../tools/describe-call.ts";
import type { ToolOutcome } from "#contract/ingest.ts";
import {
  countOf,
  isObject,
  listOf,
  measuredMs,
  momentOf,
  objectOf,
  textOf,
} from "../json-values.ts";
import { rootFrom } from "../plain/home-root.ts";
import { addError, endTool, startTool } from "../plain/plain-calls.ts";
import { addRun, keyOf, newPlainRecords, type PlainRecords } from "../plain/plain-records.ts";
import type { RuntimeAdapter } from "../runtime-adapter.ts";
import { isStore, readStore, restartStore, storeTotals } from "./read-store.ts";
import { readOutput, readShutdown, sessionOf } from "./read-stretches.ts";
import { CopilotResolver } from "./resolver.ts";

const runtime = "copilot-cli";

/**
 * Copilot CLI: `session-state/<session>/events.jsonl` (first versions `session-state/<session>.jsonl`) below COPILOT_HOME
 * or `~/.copilot`. What a session used is told when it ends, for each model; newer versions also write each
 * request into `session-store.db`.
 */
export const copilotCli: RuntimeAdapter<PlainRecords> = {
  runtime,
  roots: (env) => [rootFrom(env, ["COPILOT_HOME"], ".copilot")],
  isTranscript: (relative) =>
    /^session-state\/(?:[^/]+\/events|[^/]+)\.jsonl$/.test(relative) || isStore({ relative }),
  formOf: (relative) => (isStore({ relative }) ? "database" : "lines"),
  newRecords: newPlainRecords,
  // What lines and rows add up to starts again.
  restart(records) {
    if (isStore(records)) restartStore(records);
    else records.notes = {};
  },
  mightMatter: (line) => needles.some((needle) => line.includes(needle)),
  readObject,
  readDatabase: readStore,
  holdsUsage: (records) => records.usage.size > 0 || storeTotals(records).size > 0,
  directoriesOf: ({ runs }) => [...runs.values()].flatMap(({ cwd }) => (cwd === null ? [] : [cwd])),
  newResolver: (options) => new CopilotResolver(runtime, options),
};

const needles = ["session.", "assistant.message", "tool.execution_", "subagent.started"].map(
  (text) => Buffer.from(`"${text}`),
);

type Line = Record<string, unknown>;

/** One event of a session, in which time and run are known. */
type Event = { records: PlainRecords; data: Line; run: string; at: number };

function readObject(records: PlainRecords, line: Line, fallbackAt: number): void {
  const type = textOf(line["type"]);
  const read = type === null ? undefined : readers.get(type);
  if (!read) return;
  const data = objectOf(line["data"]);
  const at = momentOf(line["timestamp"]) ?? fallbackAt;
  if (type === "session.start") records.notes["session"] = textOf(data["sessionId"]);
  const run = sessionOf(records);
  addRun(records, { id: run, startedAt: at, lastAt: at });
  const id = textOf(line["id"]);
  read({ records, data: id === null ? data : { ...data, lineId: id }, run, at });
}

const readers = new Map<string, (event: Event) => void>([
  ["session.start", readStart],
  ["session.resume", readStart],
  ["session.model_change", (event) => noteModel(event, event.data["newModel"])],
  ["session.auto_mode_resolved", (event) => noteModel(event, event.data["chosenModel"])],
  ["session.shutdown", ({ records, run, at, data }) => readShutdown(records, { run, at }, data)],
  ["assistant.message", readMessage],
  ["tool.execution_start", readToolStart],
  ["tool.execution_complete", readToolEnd],
  ["subagent.started", readSubagent],
  ["session.error", readError],
]);

function readStart(event: Event): void {
  const { records, data, run, at } = event;
  const context = objectOf(data["context"]);
  const head = textOf(context["headCommit"]);
  addRun(records, {
    id: run,
    startedAt: momentOf(data["startTime"]),
    lastAt: at,
    cwd: textOf(context["cwd"], 4_000),
    version: textOf(data["copilotVersion"], 60),
    branch: textOf(context["branch"], 300),
    headCommit: head !== null && /^[0-9a-f]{7,64}$/.test(head) ? head : null,
  });
  noteModel(event, data["selectedModel"]);
}

/** `auto` is no model: which one it came to is told later. */
function noteModel({ records }: Event, value: unknown): void {
  const model = textOf(value);
  if (model !== null) records.notes["model"] = model === "auto" ? null : model;
}

function readMessage({ records, data, run, at }: Event): void {
  for (const request of listOf(data["toolRequests"])) noteRequest(records, objectOf(request), at);
  const id = textOf(data["apiCallId"]) ?? textOf(data["messageId"]) ?? textOf(data["lineId"]);
  if (id === null) return;
  // A sub-agent's model is not its session's.
  const ofSession = data["parentToolCallId"] ? null : textOf(records.notes["model"]);
  const model = textOf(data["model"]) ?? ofSession;
  readOutput(records, run, { id, model, output: countOf(data["outputTokens"]), at });
}

/** A call that was asked for; some versions do not tell when it began. */
function noteRequest(records: PlainRecords, request: Line, at: number): void {
  const [id, name] = [textOf(request["toolCallId"]), textOf(request["name"])];
  if (id !== null && name !== null)
    requestsOf(records)[`#${id}`] = [name, at, describeCall(name, request["arguments"])];
}

function requestsOf({ notes }: PlainRecords): Line {
  const known = notes["requests"];
  if (isObject(known)) return known;
  const requests: Line = {};
  notes["requests"] = requests;
  return requests;
}

function readSubagent({ records, data, run, at }: Event): void {
  const call = textOf(data["toolCallId"]);
  if (call === null) return;
  const agentType = textOf(data["agentName"], 100);
  addRun(records, { id: keyOf(run, call), parent: run, startedAt: at, lastAt: at, agentType });
}

/** The run that a call is of: a sub-agent is known by the call that started it. */
function runOfTool({ records, data, run, at }: Event): string {
  const parent = textOf(data["parentToolCallId"]);
  if (parent === null) return run;
  const id = keyOf(run, parent);
  addRun(records, { id, parent: run, startedAt: at, lastAt: at });
  return id;
}

function readToolStart(event: Event): void {
  const { records, data, run, at } = event;
  const [id, name] = [textOf(data["toolCallId"]), textOf(data["toolName"])];
  if (id === null || name === null) return;
  delete requestsOf(records)[`#${id}`];
  startTool(records, {
    key: keyOf(run, id),
    run: runOfTool(event),
    name,
    startedAt: at,
    input: data["arguments"],
  });
}

function readToolEnd(event: Event): void {
  const { records, data, run, at } = event;
  const id = textOf(data["toolCallId"]);
  if (id === null) return;
  const key = keyOf(run, id);
  const requested = requestsOf(records)[`#${id}`];
  if (Array.isArray(requested)) {
    const [name, startedAt, facts] = requested as [string, number, CallFacts];
    startTool(records, { key, run: runOfTool(event), name, startedAt, facts });
    delete requestsOf(records)[`#${id}`];
  }
  endTool(records, key, {
    at,
    ranMs: measuredMs(objectOf(objectOf(data["toolTelemetry"])["metrics"])["durationMs"]),
    outcome: outcomeOf(data),
    said: objectOf(data["error"])["message"] ?? objectOf(data["result"])["content"],
    exitCode: exitCodeOf(data),
  });
}

/** The session's own id for the request is not told: the line's stands for it. */
function readError({ records, data, run, at }: Event): void {
  const id = textOf(data["lineId"]);
  if (id === null) return;
  const status = statusOf(data["statusCode"]);
  addError(records, {
    key: keyOf("error", run, id),
    run,
    at,
    kind: apiErrorKindOf(status, data["errorType"], data["message"]),
    status,
    model: textOf(records.notes["model"]),
  });
}

function outcomeOf(data: Line): ToolOutcome {
  const code = textOf(objectOf(data["error"])["code"]) ?? "";
  if (data["success"] !== true) return /reject|denied/i.test(code) ? "rejected" : "failed";
  return (exitCodeOf(data) ?? 0) === 0 ? "ok" : "failed";
}

function exitCodeOf(data: Line): number | null {
  const exitCode = objectOf(data["shellExecution"])["exitCode"];
  return typeof exitCode === "number" ? exitCode : null;
}
