import { readFileSync } from "node:fs";
import path from "node:path";
import { apiErrorKindOf } from "../tools/api-failure.ts";
import type { ToolOutcome } from "#contract/ingest.ts";
import { countOf, isObject, listOf, momentOf, objectOf, textOf } from "./json-values.ts";
import { rootFrom } from "./plain/home-root.ts";
import { addError, endTool, startTool } from "./plain/plain-calls.ts";
import {
  addRun,
  addUsage,
  keyOf,
  newPlainRecords,
  type PlainRecords,
} from "./plain/plain-records.ts";
import { PlainResolver } from "./plain/plain-resolver.ts";
import { touch } from "./plain/touched.ts";
import type { LogRoot, RuntimeAdapter } from "./runtime-adapter.ts";

const runtime = "gemini-cli";

/**
 * Gemini CLI: `tmp/<project>/chats/session-*.jsonl` (before 0.40 one JSON document), sub-agents in
 * `chats/<session>/<agent>.jsonl`, below GEMINI_DATA_DIR or `~/.gemini`. A message is written again when its tools have
 * ended, and the whole history at a resume.
 */
export const geminiCli: RuntimeAdapter<PlainRecords> = {
  runtime,
  roots,
  isTranscript: (relative) =>
    /^tmp\/[^/]+\/chats\/(?:session-[^/]+\.jsonl?|[^/]+\/[^/]+\.jsonl)$/.test(relative),
  formOf: (relative) => (relative.endsWith(".json") ? "document" : "lines"),
  newRecords(relative, file) {
    const records = newPlainRecords(relative);
    const cwd = projectRootOf(file);
    if (cwd !== null) records.notes["cwd"] = cwd;
    return records;
  },
  // Its header is its first line, and messages have ids of their own.
  restart: () => {},
  mightMatter,
  readObject,
  readDocument: (records, document, fallbackAt) =>
    readObject(records, objectOf(document), fallbackAt),
  holdsUsage: (records) => records.usage.size > 0,
  directoriesOf: ({ runs }) => [...runs.values()].flatMap(({ cwd }) => (cwd === null ? [] : [cwd])),
  newResolver: (options) => new PlainResolver(runtime, options),
};

function roots(env: Record<string, string | undefined>): LogRoot[] {
  return [rootFrom(env, ["GEMINI_DATA_DIR"], ".gemini")];
}

/** The project's folder stands in a small file of its own; older versions have none. */
function projectRootOf(file: string): string | null {
  const [folder] = file.split(`${path.sep}chats${path.sep}`);
  try {
    return readFileSync(path.join(folder ?? "", ".project_root"), "utf8").trim() || null;
  } catch {
    return null;
  }
}

const needles = ['"tokens"', '"sessionId"', '"messages"', '"summary"', '"error"'].map((text) =>
  Buffer.from(text),
);

function mightMatter(line: Buffer): boolean {
  return needles.some((needle) => line.includes(needle));
}

type Line = Record<string, unknown>;

/** A header, a message, a change of either, or the whole document: what they share has the same names. */
function readObject(records: PlainRecords, line: Line, fallbackAt: number): void {
  const changed = objectOf(line["$set"]);
  for (const facts of [line, changed]) readHeader(records, facts, fallbackAt);
  readAnswer(records, line, fallbackAt);
  for (const message of [...listOf(line["messages"]), ...listOf(changed["messages"])]) {
    if (isObject(message)) readAnswer(records, message, fallbackAt);
  }
}

function readAnswer(records: PlainRecords, message: Line, fallbackAt: number): void {
  if (message["type"] === "gemini") readMessage(records, message, fallbackAt);
  if (message["type"] === "error") readError(records, message, fallbackAt);
}

/** What the program told its user of a request that failed. */
function readError(records: PlainRecords, message: Line, fallbackAt: number): void {
  const id = textOf(message["id"]);
  const run = textOf(records.notes["session"]) ?? nameOf(records);
  if (id === null) return;
  const at = momentOf(message["timestamp"]) ?? fallbackAt;
  const content = message["content"];
  const said = typeof content === "string" ? content : objectOf(listOf(content)[0])["text"];
  const status = statusIn(said);
  addRun(records, { id: run, parent: parentOf(records), startedAt: at, lastAt: at });
  const kind = apiErrorKindOf(status, said);
  addError(records, { key: keyOf("error", run, id), run, at, kind, status });
}

/** `[API Error: … (Status: 429)]`, or the answer's JSON with its `code`. */
function statusIn(said: unknown): number | null {
  if (typeof said !== "string") return null;
  const found = /(?:status:?|"code":) ?"?([45]\d\d)\b/i.exec(said.slice(0, 600))?.[1];
  return found === undefined ? null : Number(found);
}

function readHeader(records: PlainRecords, facts: Line, fallbackAt: number): void {
  const id = textOf(facts["sessionId"]) ?? textOf(records.notes["session"]);
  if (id === null || (!facts["sessionId"] && !facts["summary"])) return;
  records.notes["session"] = id;
  const isSubagent = facts["kind"] === "subagent" || parentOf(records) !== null;
  const [directory] = listOf(facts["directories"]);
  addRun(records, {
    id,
    parent: parentOf(records),
    startedAt: momentOf(facts["startTime"]),
    lastAt: momentOf(facts["lastUpdated"]) ?? fallbackAt,
    cwd: textOf(records.notes["cwd"], 4_000) ?? textOf(directory, 4_000),
    title: isSubagent ? null : textOf(facts["summary"], 300),
  });
}

/** A sub-agent's file lies in a folder that is called by its session. */
const parentOf = ({ relative }: PlainRecords) =>
  /\/chats\/([^/]+)\/[^/]+$/.exec(relative)?.[1] ?? null;

function readMessage(records: PlainRecords, message: Line, fallbackAt: number): void {
  const id = textOf(message["id"]);
  if (id === null) return;
  const run = textOf(records.notes["session"]) ?? nameOf(records);
  const at = momentOf(message["timestamp"]) ?? fallbackAt;
  addRun(records, { id: run, parent: parentOf(records), startedAt: at, lastAt: at });
  if (isObject(message["tokens"])) {
    const key = /^(?:[0-9a-f]{32}|[0-9a-f-]{36})$/.test(id) ? id : keyOf(run, id);
    const buckets = bucketsOf(message["tokens"]);
    const lowerBound = buckets.input + buckets.cacheRead + buckets.output === 0;
    addUsage(records, {
      key,
      run,
      at,
      model: textOf(message["model"]),
      ...buckets,
      lowerBound,
      requestId: null,
      vendorCostNanoUsd: null,
    });
    const usage = records.usage.get(key);
    if (usage) usage.lowerBound = lowerBound || lacksTurns(records, message);
    touch(records, "usage", key);
  }
  for (const call of listOf(message["toolCalls"])) {
    if (isObject(call)) readTool(records, call, { run, at });
  }
}

/**
 * The document of old versions puts the calls of turns that only call tools to the message before, and loses what
 * those turns used. Calls that were made at once have one time.
 */
function lacksTurns({ relative }: PlainRecords, message: Line): boolean {
  const times = listOf(message["toolCalls"]).map((call) => objectOf(call)["timestamp"]);
  return relative.endsWith(".json") && new Set(times).size > 1;
}

const nameOf = ({ relative }: PlainRecords) =>
  (relative.split("/").at(-1) ?? relative).replace(/\.jsonl?$/, "");

/** `input` holds what was cached; thoughts are beside `output`. */
function bucketsOf(tokens: Line) {
  const thoughts = countOf(tokens["thoughts"]);
  const cacheRead = countOf(tokens["cached"]);
  return {
    input: Math.max(0, countOf(tokens["input"]) - cacheRead) + countOf(tokens["tool"]),
    output: countOf(tokens["output"]) + thoughts,
    cacheRead,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    reasoning: thoughts,
  };
}

function readTool(
  records: PlainRecords,
  call: Line,
  { run, at }: { run: string; at: number },
): void {
  const [id, name] = [textOf(call["id"], 120), textOf(call["name"])];
  if (id === null || name === null) return;
  const key = keyOf(run, id);
  startTool(records, { key, run, name, startedAt: at, input: call["args"] });
  const outcome = outcomeOf(call);
  if (outcome)
    endTool(records, key, { at: momentOf(call["timestamp"]) ?? at, outcome, ...saidIn(call) });
  const agent = textOf(call["agentId"]);
  const agentType = textOf(objectOf(call["resultDisplay"])["agentName"], 100);
  if (agent !== null) addRun(records, { id: agent, parent: run, agentType });
}

const answerOf = (call: Line) => {
  const [result] = listOf(call["result"]);
  return objectOf(objectOf(objectOf(result)["functionResponse"])["response"]);
};

function saidIn(call: Line) {
  const { error, output } = answerOf(call);
  const answer = typeof output === "string" ? output : "";
  const exitCode = isShell(call) ? exitLine.exec(answer)?.[1] : undefined;
  const cancelled = call["status"] === "cancelled" ? "Cancelled" : null;
  return {
    said: cancelled ?? error ?? answer,
    exitCode: exitCode === undefined ? null : Number(exitCode),
  };
}

/** What others answer may hold such a line as well: a file, for instance. */
const isShell = ({ name }: Line) => name === "run_shell_command";

const exitLine = /^Exit Code: ([1-9]\d{0,9})/m;

/** A shell's exit code stands in its answer alone, which is then forgotten. */
function outcomeOf(call: Line): ToolOutcome | null {
  if (call["status"] === "error") return "failed";
  if (call["status"] === "cancelled") return "rejected";
  if (call["status"] !== "success") return null;
  const answer = answerOf(call)["output"];
  return isShell(call) && typeof answer === "string" && exitLine.test(answer) ? "failed" : "ok";
}
