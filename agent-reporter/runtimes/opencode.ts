import path from "node:path";
import { homeFolder } from "./plain/home-root.ts";
import type { DatabaseSync } from "node:sqlite";
import type { ToolOutcome } from "#contract/ingest.ts";
import {
  countOf,
  isObject,
  momentOfMs,
  objectOf,
  reckonedNanoUsdOf,
  textOf,
  toolKeyOf,
} from "./json-values.ts";
import { endTool, startTool } from "./plain/plain-calls.ts";
import { addRun, addUsage, newPlainRecords, type PlainRecords } from "./plain/plain-records.ts";
import { PlainResolver } from "./plain/plain-resolver.ts";
import type { LogRoot, RuntimeAdapter } from "./runtime-adapter.ts";
import { readError, readRetry } from "./opencode-errors.ts";
import { readAllRows, readNewRows, type Row } from "./table-rows.ts";

const runtime = "opencode";

/**
 * OpenCode: `opencode*.db`, before some 1.2 a file of its own for each session, message and part in `storage/`, below
 * OPENCODE_DATA_DIR or the XDG data folder. Both hold the same objects. A fork copies all messages under new ids but
 * with their old times: what is older than its session is not the session's own.
 */
export const openCode: RuntimeAdapter<PlainRecords> = {
  runtime,
  roots,
  isTranscript: (relative) =>
    /^(?:opencode[^/]*\.db|storage\/(?:session|message|part)\/[^/]+\/[^/]+\.json)$/.test(relative),
  // Beside them lie snapshots of whole repositories.
  skipsFolder: (relative) => !/^storage(?:\/(?:session|message|part)(?:\/[^/]+)?)?$/.test(relative),
  formOf: (relative) => (relative.endsWith(".db") ? "database" : "document"),
  newRecords: newPlainRecords,
  restart: (records) => {
    records.notes = {};
  },
  mightMatter: () => false,
  readObject: () => {},
  readDocument,
  readDatabase,
  // Most of the small files hold none; that says nothing.
  holdsUsage: ({ usage, relative }) => usage.size > 0 || relative.startsWith("storage/"),
  directoriesOf: ({ runs }) => [...runs.values()].flatMap(({ cwd }) => (cwd === null ? [] : [cwd])),
  newResolver: (options) => new PlainResolver(runtime, options),
};

function roots(env: Record<string, string | undefined>): LogRoot[] {
  const named = env["OPENCODE_DATA_DIR"];
  if (named) return [{ path: path.resolve(named), fromVariable: "OPENCODE_DATA_DIR" }];
  const shared = env["XDG_DATA_HOME"];
  if (shared && path.isAbsolute(shared))
    return [{ path: path.join(shared, "opencode"), fromVariable: "XDG_DATA_HOME" }];
  const home = homeFolder(env);
  return [{ path: path.join(home, ".local", "share", "opencode"), fromVariable: null }];
}

function readDocument(records: PlainRecords, document: unknown): void {
  const object = objectOf(document);
  if (records.relative.startsWith("storage/session/")) readSession(records, object);
  else if (records.relative.startsWith("storage/message/")) readMessage(records, object);
  else readPart(records, object);
}

function readDatabase(records: PlainRecords, database: DatabaseSync): number {
  const { notes } = records;
  let unreadable = 0;
  const objectOfRow = (row: Row) => {
    const data = parseOrNull(row["data"]);
    if (data === null) unreadable += 1;
    return { ...data, id: row["id"], sessionID: row["session_id"] };
  };
  for (const row of readAllRows(database, "session", sessionColumns)) {
    const time = { created: row["time_created"], updated: row["time_updated"] };
    readSession(records, { ...row, parentID: row["parent_id"], time });
  }
  notes["messages"] = readNewRows(database, notes["messages"], {
    table: "message",
    columns: ["data"],
    take: (row) => readMessage(records, objectOfRow(row)),
  });
  notes["parts"] = readNewRows(database, notes["parts"], {
    table: "part",
    columns: ["data"],
    // Only tool calls have an id of a call; all else of a part but its retries is content.
    where: `(instr("data", '"callID"') > 0 OR instr("data", '"type":"retry"') > 0)`,
    take: (row) => readPart(records, objectOfRow(row)),
  });
  return unreadable;
}

const sessionColumns = [
  "id",
  "parent_id",
  "directory",
  "title",
  "version",
  "agent",
  "time_created",
  "time_updated",
];

function parseOrNull(text: unknown): Row | null {
  try {
    const value: unknown = JSON.parse(String(text));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function readSession(records: PlainRecords, session: Row): void {
  const id = textOf(session["id"]);
  if (id === null) return;
  const time = objectOf(session["time"]);
  const createdAt = momentOfMs(time["created"]);
  const parent = textOf(session["parentID"]);
  const title = textOf(session["title"], 300);
  addRun(records, {
    id,
    parent,
    startedAt: createdAt,
    ownFrom: createdAt,
    lastAt: momentOfMs(time["updated"]) ?? createdAt ?? 0,
    cwd: textOf(session["directory"], 4_000),
    version: textOf(session["version"], 60),
    // Until a title is thought of there is a time in its place.
    title: title !== null && /^New session - \d/.test(title) ? null : title,
    agentType: parent === null ? null : agentOf(session["agent"], title),
  });
}

/** Older versions name a sub-agent's kind in the title alone. */
function agentOf(agent: unknown, title: string | null): string {
  return textOf(agent, 100) ?? /\(@(\S{1,100}) subagent\)$/.exec(title ?? "")?.[1] ?? "subagent";
}

/** False where the message goes on: it stands there with zeros until it ends. */
function readMessage(records: PlainRecords, message: Row): boolean {
  const [id, run] = [textOf(message["id"]), textOf(message["sessionID"])];
  const at = momentOfMs(objectOf(message["time"])["created"]);
  if (id === null || run === null || at === null) return false;
  addRun(records, { id: run, startedAt: at, lastAt: at });
  return message["role"] !== "assistant" || readAnswer(records, message, { id, run, at });
}

type Place = { id: string; run: string; at: number };

function readAnswer(records: PlainRecords, message: Row, { id, run, at }: Place): boolean {
  const error = isObject(message["error"]) ? message["error"] : null;
  const buckets = bucketsOf(objectOf(message["tokens"]));
  const isUnknown = sumOf(buckets) === 0;
  if (error !== null) readError(records, { id, run, at, error, model: textOf(message["modelID"]) });
  // A refused request used nothing; one that was cut short used what nobody counted.
  if (!isUnknown || error === null || error["name"] === "MessageAbortedError") {
    addUsage(records, {
      key: id,
      run,
      at,
      model: textOf(message["modelID"]),
      ...buckets,
      requestId: null,
      vendorCostNanoUsd: reckonedNanoUsdOf(message["cost"]),
      lowerBound: isUnknown,
    });
  }
  return error !== null || momentOfMs(objectOf(message["time"])["completed"]) !== null;
}

function bucketsOf(tokens: Row) {
  const cache = objectOf(tokens["cache"]);
  const [total, reasoning] = [countOf(tokens["total"]), countOf(tokens["reasoning"])];
  const buckets = {
    input: countOf(tokens["input"]),
    output: countOf(tokens["output"]),
    cacheRead: countOf(cache["read"]),
    cacheWrite5m: countOf(cache["write"]),
    cacheWrite1h: 0,
  };
  // Reasoning is a part of the output, unless the total shows that it stands beside it, or it is too large for a part.
  const isBeside = total > 0 && total === sumOf(buckets) + reasoning;
  if (isBeside || reasoning > buckets.output) buckets.output += reasoning;
  return { ...buckets, reasoning };
}

const sumOf = (buckets: Record<"input" | "output" | "cacheRead" | "cacheWrite5m", number>) =>
  buckets.input + buckets.output + buckets.cacheRead + buckets.cacheWrite5m;

/** False where a tool has not ended. */
function readPart(records: PlainRecords, part: Row): boolean {
  const [run, callId, name] = [part["sessionID"], part["callID"], part["tool"]].map((value) =>
    textOf(value, 95),
  );
  if (run && part["type"] === "retry") readRetry(records, part, run);
  if (!run || !callId || !name) return part["type"] !== undefined;
  return readCall(records, objectOf(part["state"]), { run, key: toolKeyOf(run, callId), name });
}

type Call = { run: string; key: string; name: string };

function readCall(records: PlainRecords, state: Row, call: Call): boolean {
  const time = objectOf(state["time"]);
  const startedAt = momentOfMs(time["start"]);
  const outcome = outcomeOf(state);
  // One that waits for its turn has no time yet.
  if (startedAt === null) return outcome !== null;
  startTool(records, { ...call, startedAt, input: state["input"] });
  if (outcome === null) return false;
  const at = momentOfMs(time["end"]) ?? startedAt;
  const { exit } = objectOf(state["metadata"]);
  const exitCode = typeof exit === "number" ? exit : null;
  endTool(records, call.key, { at, outcome, said: state["error"] ?? state["output"], exitCode });
  return true;
}

/** Null where it goes on. Of an error's text only its beginning is looked at. */
function outcomeOf(state: Row): ToolOutcome | null {
  const status = state["status"];
  const metadata = objectOf(state["metadata"]);
  if (status === "completed" || status === "success") {
    return "exit" in metadata && metadata["exit"] !== 0 ? "failed" : "ok";
  }
  if (status !== "error") return null;
  const error = textOf(state["error"], 80) ?? "";
  if (error.startsWith("Tool execution aborted") || metadata["interrupted"] === true)
    return "unfinished";
  return /^(?:\w+: )?The user (?:rejected|has specified a rule|dismissed)/.test(error)
    ? "rejected"
    : "failed";
}
