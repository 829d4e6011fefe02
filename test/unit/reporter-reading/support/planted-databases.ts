import path from "node:path";
import type { SQLInputValue } from "node:sqlite";
import { content, named, noSuchFile, planted, shellLines } from "#test/support/planted-content.ts";
import { momentAt } from "./claude-lines.ts";
import { aDatabase, put } from "./database.ts";
import { blocks } from "./failing-words.ts";
import * as goose from "./goose-logs.ts";
import type { Line } from "./log-folder.ts";
import {
  ended,
  type Kept,
  message,
  openOpenCode,
  session,
  tool,
  writeRows,
  writeStorage,
} from "./opencode-logs.ts";

/* Databases as agents write them, with content in each place where theirs can stand. */

const textOf = (value: unknown) => JSON.stringify(planted(value));

/** Adds a column full of content to every table. */
function addContent(database: ReturnType<typeof aDatabase>, tables: string[]): void {
  for (const table of tables)
    database.exec(`ALTER TABLE ${table} ADD COLUMN more TEXT DEFAULT '${content}'`);
}

/** `root` is what GOOSE_PATH_ROOT names. */
export function plantGoose(root: string, cwd: string): void {
  const database = goose.openGoose(root);
  addContent(database, ["sessions", "messages", "usage_ledger"]);
  const facts = { working_dir: cwd, name: named, description: named, recipe_json: content };
  const model = textOf({ model_name: "model-of-session" });
  goose.putSession(database, goose.session("s", 0, { ...facts, model_config_json: model }));
  goose.putRequest(database, 1);
  const say = (at: number, list: Line[]) => goose.putMessage(database, at, textOf(list));
  say(1, blocks(`Ran into this error: ${content}`));
  for (const [nth, command] of shellLines.entries()) {
    const value = { name: "developer__shell", arguments: { command, env: { KEY: content } } };
    const toolCall = { status: "success", value };
    say(nth + 2, [{ type: "toolRequest", id: `c${nth}`, toolCall, metadata: { content } }]);
    const result = { content: blocks(`${content}: Exit code 1`), isError: nth % 2 === 1 };
    say(nth + 3, [goose.answer(`c${nth}`, { status: "success", value: result })]);
  }
  say(8, [goose.call("d")]);
  say(9, [goose.answer("d", { status: "error", error: noSuchFile })]);
  goose.putMessage(database, 10, `[{"type": "toolRequest", "text": "${content}`);
}

const state = (at: number, command: string, facts: Line): Line => ({
  ...ended(at, at + 1),
  input: { command, description: content, filePath: content },
  output: content,
  title: content,
  metadata: { output: content, diff: content, files: [{ before: content, after: content }] },
  ...facts,
});

const part = (id: string, facts: Line): Kept => ({
  kind: "part",
  object: { id: `prt_${id}`, sessionID: "s", messageID: "msg_1", ...facts },
});

const failure = {
  name: "APIError",
  data: {
    message: content,
    statusCode: 503,
    responseBody: content,
    responseHeaders: { authorization: content },
  },
};

const openCodeObjects = (cwd: string): Kept[] =>
  [
    session("s", 0, { directory: cwd, title: named, share: { url: content } }),
    session("sub", 1, { directory: cwd, parentID: "s", title: `${named} (@explore subagent)` }),
    message("0", 0, {
      role: "user",
      system: content,
      summary: { title: content, diffs: [noSuchFile] },
    }),
    message("1", 1, { path: { cwd, root: cwd } }),
    message("sub", 2, { sessionID: "sub", path: { cwd, root: cwd } }),
    message("2", 9, { error: failure, time: { created: momentAt(9) } }),
    ...shellLines.map((command, nth) =>
      tool(`c${nth}`, state(nth + 1, command, { metadata: { exit: nth % 2, output: content } })),
    ),
    tool("d", state(7, content, { status: "error", error: noSuchFile }), { tool: "edit" }),
    tool("e", state(8, content, { status: "error", error: `The user rejected ${content}` })),
    part("text", { type: "text", text: content }),
    part("reasoning", { type: "reasoning", text: content }),
    part("file", { type: "file", filename: content, url: `file:///srv/${content}` }),
    part("patch", { type: "patch", files: [content] }),
    part("subtask", { type: "subtask", prompt: content, description: content, agent: "explore" }),
    part("retry", { type: "retry", attempt: 1, error: failure, time: { created: momentAt(2) } }),
  ].map(({ kind, object }) => ({ kind, object: planted(object) as Line }));

/** `root` is what OPENCODE_DATA_DIR names: as OpenCode keeps a session since 1.2. */
export function plantOpenCode(root: string, cwd: string): void {
  const database = openOpenCode(root);
  addContent(database, ["session", "message", "part"]);
  database.exec(`CREATE TABLE todo (session_id TEXT, content TEXT)`);
  database.exec(`INSERT INTO todo VALUES ('s', '${content}')`);
  writeRows(database, openCodeObjects(cwd));
}

/** The same as files, as it kept them before: of other sessions. */
export function plantOpenCodeFiles(root: string, cwd: string): void {
  const others = JSON.stringify(openCodeObjects(cwd)).replaceAll(
    /"(s|sub|msg_\w+|prt_\w+)"/g,
    (_, id: string) => `"old_${id}"`,
  );
  writeStorage(root, JSON.parse(others) as Kept[]);
}

const copilotSchema = `
  CREATE TABLE sessions (id TEXT PRIMARY KEY, cwd TEXT, repository TEXT, branch TEXT, summary TEXT, created_at TEXT);
  CREATE TABLE turns (id INTEGER PRIMARY KEY, session_id TEXT, user_message TEXT, assistant_response TEXT);
  CREATE TABLE checkpoints (id INTEGER PRIMARY KEY, session_id TEXT, title TEXT, overview TEXT);
  CREATE TABLE session_files (session_id TEXT, file_path TEXT, tool_name TEXT);
  CREATE TABLE assistant_usage_events (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT, model TEXT,
    input_tokens INTEGER, output_tokens INTEGER, cache_read_tokens INTEGER, cache_write_tokens INTEGER,
    reasoning_tokens INTEGER, total_nano_aiu INTEGER, created_at TEXT)`;

/** `root` is what COPILOT_HOME names; the session has no log. */
export function plantCopilotStore(root: string, cwd: string): void {
  const database = aDatabase(path.join(root, "session-store.db"), copilotSchema);
  addContent(database, ["sessions", "turns", "checkpoints", "assistant_usage_events"]);
  const add = (table: string, row: Record<string, SQLInputValue>) => put(database, table, row);
  const created_at = "2026-06-01 10:00:00";
  add("sessions", {
    id: "s9",
    cwd,
    repository: content,
    branch: named,
    summary: content,
    created_at,
  });
  add("turns", { session_id: "s9", user_message: content, assistant_response: content });
  add("checkpoints", { session_id: "s9", title: content, overview: content });
  add("session_files", { session_id: "s9", file_path: content, tool_name: content });
  add("assistant_usage_events", {
    session_id: "s9",
    model: "gpt-5",
    input_tokens: 100,
    output_tokens: 5,
    created_at,
  });
}
