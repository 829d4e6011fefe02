import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { ToolOutcome } from "#contract/ingest.ts";
import { countOf, isObject, listOf, momentOf, objectOf, textOf } from "./json-values.ts";
import {
  addRun,
  addUsage,
  endTool,
  newPlainRecords,
  type PlainRecords,
  startTool,
} from "./plain/plain-records.ts";
import { PlainResolver } from "./plain/plain-resolver.ts";
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
  const named = env["GEMINI_DATA_DIR"];
  if (named) return [{ path: path.resolve(named), fromVariable: "GEMINI_DATA_DIR" }];
  const home = env["HOME"] ?? env["USERPROFILE"] ?? homedir();
  return [{ path: path.join(home, ".gemini"), fromVariable: null }];
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

const needles = ['"tokens"', '"sessionId"', '"messages"', '"summary"'].map((text) =>
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
  if (line["type"] === "gemini") readMessage(records, line, fallbackAt);
  for (const message of [...listOf(line["messages"]), ...listOf(changed["messages"])]) {
    if (isObject(message) && message["type"] === "gemini") {
      readMessage(records, message, fallbackAt);
    }
  }
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
    agentType: isSubagent ? "subagent" : null,
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
    addUsage(records, {
      key: /^(?:[0-9a-f]{32}|[0-9a-f-]{36})$/.test(id) ? id : `${run}:${id}`,
      run,
      at,
      model: textOf(message["model"]),
      ...bucketsOf(message["tokens"], listOf(message["toolCalls"]).length > 0),
      requestId: null,
      vendorCostNanoUsd: null,
    });
  }
  for (const call of listOf(message["toolCalls"])) {
    if (isObject(call)) readTool(records, call, { run, at });
  }
}

const nameOf = ({ relative }: PlainRecords) =>
  (relative.split("/").at(-1) ?? relative).replace(/\.jsonl?$/, "");

/** `input` holds what was cached; thoughts are beside `output`. */
function bucketsOf(tokens: Line, hasTools: boolean) {
  const [input, cached, tool] = [tokens["input"], tokens["cached"], tokens["tool"]].map(countOf);
  const thoughts = countOf(tokens["thoughts"]);
  const buckets = {
    input: Math.max(0, (input ?? 0) - (cached ?? 0)) + (tool ?? 0),
    output: countOf(tokens["output"]) + thoughts,
    cacheRead: cached ?? 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    reasoning: thoughts,
  };
  // The document of old versions loses the counts of turns that only call tools.
  const isLost = hasTools && (input ?? 0) === 0 && buckets.output === 0;
  return { ...buckets, lowerBound: isLost };
}

function readTool(
  records: PlainRecords,
  call: Line,
  { run, at }: { run: string; at: number },
): void {
  const [id, name] = [textOf(call["id"], 120), textOf(call["name"])];
  if (id === null || name === null) return;
  const key = `${run}:${id}`;
  startTool(records, { key, run, name, startedAt: at });
  const outcome = outcomeOf(call);
  if (outcome) endTool(records, key, { at: momentOf(call["timestamp"]) ?? at, outcome });
}

/** A shell's exit code stands in its answer alone, which is then forgotten. */
function outcomeOf(call: Line): ToolOutcome | null {
  if (call["status"] === "error") return "failed";
  if (call["status"] === "cancelled") return "rejected";
  if (call["status"] !== "success") return null;
  const [result] = listOf(call["result"]);
  const answer = objectOf(objectOf(objectOf(result)["functionResponse"])["response"])["output"];
  return typeof answer === "string" && /^Exit Code: [1-9]/m.test(answer) ? "failed" : "ok";
}
