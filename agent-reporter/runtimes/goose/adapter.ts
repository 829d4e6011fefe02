import path from "node:path";
import { homeFolder } from "../plain/home-root.ts";
import type { DatabaseSync } from "node:sqlite";
import type { ToolOutcome } from "#contract/ingest.ts";
import { isObject, listOf, objectOf, textOf, toolKeyOf } from "../json-values.ts";
import { endTool, startTool } from "../plain/plain-calls.ts";
import { addRun, newPlainRecords, type PlainRecords } from "../plain/plain-records.ts";
import { PlainResolver } from "../plain/plain-resolver.ts";
import type { LogRoot, RuntimeAdapter } from "../runtime-adapter.ts";
import { parseOrNull, readRequest, readTotals, runIdOf, sqlMoment, unixMoment } from "./ledger.ts";
import { readAllRows, readNewRows, type Row } from "../table-rows.ts";

const runtime = "goose";

/**
 * Goose: `sessions/sessions.db` below GOOSE_PATH_ROOT or the data folder. Newer versions have a row for each request in
 * `usage_ledger`; what a session used before that stands in its totals alone, and is one growing event. Failed requests stand in none of its tables.
 */
export const goose: RuntimeAdapter<PlainRecords> = {
  runtime,
  roots,
  isTranscript: (relative) => relative === "sessions.db",
  skipsFolder: () => true,
  formOf: () => "database",
  newRecords: newPlainRecords,
  restart: (records) => {
    records.notes = {};
  },
  mightMatter: () => false,
  readObject: () => {},
  readDatabase,
  holdsUsage: ({ usage }) => usage.size > 0,
  directoriesOf: ({ runs }) => [...runs.values()].flatMap(({ cwd }) => (cwd === null ? [] : [cwd])),
  newResolver: (options) => new PlainResolver(runtime, options),
};

function roots(env: Record<string, string | undefined>): LogRoot[] {
  const home = homeFolder(env);
  const places: [string, string[]][] = [
    ["GOOSE_PATH_ROOT", ["data"]],
    ["XDG_DATA_HOME", ["goose"]],
    ["APPDATA", ["Block", "goose", "data"]],
  ];
  for (const [name, folders] of places) {
    const named = env[name];
    // Goose itself goes on where it is not absolute.
    if (!named || !path.isAbsolute(named)) continue;
    return [{ path: path.join(named, ...folders, "sessions"), fromVariable: name }];
  }
  const usual = path.join(home, ".local", "share", "goose", "sessions");
  return [{ path: usual, fromVariable: null }];
}

function readDatabase(records: PlainRecords, database: DatabaseSync): number {
  const { notes } = records;
  const sessions = [...readAllRows(database, "sessions", sessionColumns)];
  const runs = new Map(sessions.map((row) => [row["id"], runIdOf(row)]));
  const runOf = (row: Row) => runs.get(row["session_id"]) ?? textOf(row["session_id"], 80);
  for (const session of sessions) readSession(records, session, runs);
  notes["ledger"] = readNewRows(database, notes["ledger"], {
    table: "usage_ledger",
    columns: ledgerColumns,
    take: (row) => readRequest(records, row, runOf(row)),
  });
  readTotals(records, sessions);
  let unreadable = 0;
  notes["messages"] = readNewRows(database, notes["messages"], {
    table: "messages",
    columns: ["content_json", "created_timestamp"],
    // Tool calls and their results; all else of a message is content.
    where: `instr("content_json", '"tool') > 0`,
    take: (row) => {
      const isRead = readMessage(records, row, runOf(row));
      if (!isRead) unreadable += 1;
      return isRead;
    },
  });
  return unreadable;
}

const totalColumns = [
  "accumulated_input_tokens",
  "accumulated_output_tokens",
  "accumulated_total_tokens",
  "accumulated_cache_read_tokens",
  "accumulated_cache_write_tokens",
  "accumulated_cost",
];

const sessionColumns = [
  "id",
  "name",
  "description",
  "session_type",
  "parent_session_id",
  "working_dir",
  "created_at",
  "updated_at",
  "model_config_json",
  ...totalColumns,
];

const ledgerColumns = [
  "created_timestamp",
  "model",
  "input_tokens",
  "output_tokens",
  "total_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "cost",
  "cost_source",
];

function readSession(
  records: PlainRecords,
  session: Row,
  runs: ReadonlyMap<unknown, string | null>,
): void {
  const id = runIdOf(session);
  if (id === null) return;
  const createdAt = sqlMoment(session["created_at"]);
  const isSubagent = session["session_type"] === "sub_agent";
  addRun(records, {
    id,
    parent: isSubagent ? (runs.get(session["parent_session_id"]) ?? null) : null,
    startedAt: createdAt,
    lastAt: sqlMoment(session["updated_at"]) ?? createdAt ?? 0,
    cwd: textOf(session["working_dir"], 4_000),
    title: textOf(session["name"], 300) ?? textOf(session["description"], 300),
    agentType: isSubagent ? "subagent" : null,
  });
}

/** False where it is no JSON. */
function readMessage(records: PlainRecords, row: Row, run: string | null): boolean {
  const content = parseOrNull(row["content_json"]);
  const at = unixMoment(row["created_timestamp"]);
  if (!Array.isArray(content)) return false;
  if (run === null || at === null) return true;
  for (const block of content.filter(isObject)) {
    const id = textOf(block["id"], 95);
    if (id === null) continue;
    const key = toolKeyOf(run, id);
    const call = objectOf(objectOf(block["toolCall"])["value"]);
    const name = textOf(call["name"]);
    if (name !== null)
      startTool(records, { key, run, name, startedAt: at, input: call["arguments"] });
    if (block["type"] !== "toolResponse") continue;
    const result = objectOf(block["toolResult"]);
    endTool(records, key, { at, outcome: outcomeOf(result), said: saidIn(result, 600) });
  }
  return true;
}

/** A refusal stands in the beginning of the answer alone, which is then forgotten. */
function outcomeOf(result: Row): ToolOutcome {
  const value = objectOf(result["value"]);
  const text = saidIn(result, 60);
  if (/^(?:The user has declined|Let the user know the tool call was skipped)/.test(text))
    return "rejected";
  return result["status"] === "error" || value["isError"] === true ? "failed" : "ok";
}

function saidIn(result: Row, most: number): string {
  const value = objectOf(result["value"]);
  const [first] = listOf(isObject(result["value"]) ? value["content"] : result["value"]);
  return textOf(objectOf(first)["text"], most) ?? textOf(result["error"], most) ?? "";
}
