import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { realClientsFolder } from "./served.ts";

export const samplesFolder = path.join(realClientsFolder, "samples");
export const hasSamples = existsSync(samplesFolder);

/** What the captures are trimmed of: the folder of its home that an agent keeps its logs in. */
const layouts: Record<string, { variable: string; folder: string }> = {
  claude: { variable: "CLAUDE_CONFIG_DIR", folder: "projects" },
  codex: { variable: "CODEX_HOME", folder: "sessions" },
  gemini: { variable: "GEMINI_DATA_DIR", folder: "tmp/project/chats" },
  opencode: { variable: "OPENCODE_DATA_DIR", folder: "storage" },
};

/** Lays a capture's logs into an empty folder as the agent had them, and answers where a reporter is to look. */
export function layCapture(sample: string, home: string): Record<string, string> {
  const layout = layouts[sample.split("-")[0] ?? ""];
  if (!layout) throw new Error(`Whose is ${sample}?`);
  const kept = path.join(samplesFolder, sample);
  const logs =
    ["sessions", "storage"].map((name) => path.join(kept, name)).find(existsSync) ?? kept;
  // Gemini's chats may be kept with the folders above them.
  const folder = existsSync(path.join(logs, "repo/chats")) ? "tmp" : layout.folder;
  if (existsSync(path.join(logs, "schema.sql"))) fillDatabase(logs, home);
  else cpSync(logs, path.join(home, folder), { recursive: true });
  return { [layout.variable]: home };
}

/** OpenCode's database is kept as its schema and its rows. */
function fillDatabase(from: string, home: string): void {
  mkdirSync(home, { recursive: true });
  const database = new DatabaseSync(path.join(home, "opencode.db"));
  const read = (name: string) => readFileSync(path.join(from, name), "utf8");
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF; ${read("schema.sql")}`);
  for (const table of ["session", "message", "part"]) {
    for (const line of read(`${table}.jsonl`).trim().split("\n")) insert(database, table, line);
  }
  database.close();
}

function insert(database: DatabaseSync, table: string, line: string): void {
  const row: Record<string, SQLInputValue> = JSON.parse(line);
  const names = Object.keys(row);
  const places = names.map(() => "?").join(", ");
  database
    .prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${places})`)
    .run(...Object.values(row));
}
