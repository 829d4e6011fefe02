import path from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { IngestItem } from "#contract/ingest.ts";
import { isUsage, openLogs } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { momentAt, timeAt } from "./claude-lines.ts";
import { aDatabase, put } from "./database.ts";
import { countsOf, type Line, refreshed } from "./log-folder.ts";

type Row = Record<string, SQLInputValue>;

const tokenColumns = ["input", "output", "total", "cache_read", "cache_write"];
const columnsOf = (prefix: string) =>
  tokenColumns.map((name) => `${prefix}${name}_tokens INTEGER`).join(", ");

const sessions = `CREATE TABLE sessions (id TEXT PRIMARY KEY, name TEXT, description TEXT, session_type TEXT,
  working_dir TEXT, created_at TIMESTAMP, updated_at TIMESTAMP, ${columnsOf("")}, ${columnsOf("accumulated_")},
  accumulated_cost REAL, model_config_json TEXT, parent_session_id TEXT, recipe_json TEXT);`;
const messages = `CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT, session_id TEXT, role TEXT,
  content_json TEXT, created_timestamp INTEGER);`;
const ledger = `CREATE TABLE usage_ledger (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT,
  created_timestamp INTEGER, model TEXT, ${columnsOf("")}, cost REAL, cost_source TEXT, is_compaction INTEGER);`;

const fileIn = (root: string) => path.join(root, "data/sessions/sessions.db");

export const openGoose = (root: string) => aDatabase(fileIn(root), sessions + messages + ledger);

/** As versions without a ledger wrote it, and without columns for caches. */
export function openOldGoose(root: string): DatabaseSync {
  const database = aDatabase(fileIn(root), sessions + messages);
  for (const column of ["accumulated_cache_read_tokens", "parent_session_id", "accumulated_cost"])
    database.exec(`ALTER TABLE sessions DROP COLUMN ${column}`);
  return database;
}

/** The ledger that an update of Goose adds. */
export const addLedger = (database: DatabaseSync) => database.exec(ledger);

export const openGooseLogs = (root: string, state: string | null = null) =>
  openLogs({ GOOSE_PATH_ROOT: root }, state);

const sqlTimeAt = (at: number) => timeAt(at).slice(0, 19).replace("T", " ");
const secondsAt = (at: number) => momentAt(at) / 1_000;

/** The run of a session that began in a second. */
export const runOf = (id: string, at: number) => `${id}@${secondsAt(at)}`;

/** A session that began at the given second; name only what the test is about. */
export const session = (id: string, at: number, facts: Row = {}): Row => ({
  id,
  name: `Name of ${id}`,
  session_type: "user",
  working_dir: "/srv/work/shop",
  created_at: sqlTimeAt(at),
  updated_at: sqlTimeAt(at),
  model_config_json: JSON.stringify({ model_name: "model-of-session" }),
  ...facts,
});

export const putSession = (database: DatabaseSync, row: Row) => put(database, "sessions", row);

/** 1,300 in, of which 1,000 were read and 200 written, and 10 out; a quarter of a dollar. */
export const request = (at: number, facts: Row = {}): Row => ({
  session_id: "s",
  created_timestamp: secondsAt(at),
  model: "claude-opus-4-6",
  input_tokens: 1_300,
  output_tokens: 10,
  total_tokens: 1_310,
  cache_read_tokens: 1_000,
  cache_write_tokens: 200,
  cost: 0.25,
  cost_source: "provider_reported",
  is_compaction: 0,
  ...facts,
});

export const putRequest = (database: DatabaseSync, at: number, facts: Row = {}) =>
  put(database, "usage_ledger", request(at, facts));

/** A session's totals, as its row has them. */
export const totals = (input: number, output: number, facts: Row = {}): Row => ({
  accumulated_input_tokens: input,
  accumulated_output_tokens: output,
  accumulated_total_tokens: input + output,
  ...facts,
});

export const putMessage = (database: DatabaseSync, at: number, content: Line[] | string) =>
  put(database, "messages", {
    session_id: "s",
    content_json: typeof content === "string" ? content : JSON.stringify(content),
    created_timestamp: secondsAt(at),
  });

export const call = (id: string, name = "developer__shell"): Line => ({
  type: "toolRequest",
  id,
  toolCall: { status: "success", value: { name, arguments: { command: "canary" } } },
});

export const answer = (id: string, toolResult: Line): Line => ({
  type: "toolResponse",
  id,
  toolResult,
});

/** What is read of a database that was filled so. */
export async function readGoose(fill: (database: DatabaseSync) => void, open = openGoose) {
  const root = aFolder();
  fill(open(root));
  return refreshed(await openGooseLogs(root));
}

/** Each event as `run model input/output/read/5m/1h`. */
export const gooseFigures = (items: IngestItem[]) =>
  items.filter(isUsage).map((item) => `${item.runId} ${item.model} ${countsOf(item)}`);
