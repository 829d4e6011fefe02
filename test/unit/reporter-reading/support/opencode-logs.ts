import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openLogs } from "#test/support/open-logs.ts";
import { momentAt } from "./claude-lines.ts";
import { aDatabase, put } from "./database.ts";
import type { Line } from "./log-folder.ts";

/** One object that OpenCode keeps: a session, a message or a part. */
export type Kept = { kind: "session" | "message" | "part"; object: Line };

/** A session that began at the given second; name only what the test is about. */
export const session = (id: string, at: number, facts: Line = {}): Kept => ({
  kind: "session",
  object: {
    id,
    directory: "/srv/work/shop",
    title: `Title of ${id}`,
    version: "1.18.33",
    time: { created: momentAt(at), updated: momentAt(at) },
    ...facts,
  },
});

export const message = (id: string, at: number, facts: Line = {}): Kept => ({
  kind: "message",
  object: {
    id: `msg_${id}`,
    sessionID: "s",
    role: "assistant",
    modelID: "claude-opus-4-6",
    providerID: "anthropic",
    agent: "build",
    path: { cwd: "/srv/work/shop", root: "/srv/work/shop" },
    cost: 0.25,
    tokens: tokens({}),
    time: { created: momentAt(at), completed: momentAt(at + 1) },
    finish: "stop",
    ...facts,
  },
});

/** 100 in, 10 out, 1,000 read, 200 written, and their total. */
export function tokens({ reasoning = 0, output = 10, total = 1_300 + output }: CountsOf): Line {
  return { total, input: 100, output, reasoning, cache: { read: 1_000, write: 200 } };
}

type CountsOf = { reasoning?: number; output?: number; total?: number };

export const noTokens = { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } };

export const tool = (callID: string, state: Line, facts: Line = {}): Kept => ({
  kind: "part",
  object: {
    id: `prt_${callID}`,
    sessionID: "s",
    messageID: "msg_1",
    type: "tool",
    callID,
    tool: "bash",
    state,
    ...facts,
  },
});

export const ended = (from: number, to: number, facts: Line = {}): Line => ({
  status: "completed",
  time: { start: momentAt(from), end: momentAt(to) },
  ...facts,
});

const folderOf = {
  session: () => "project",
  message: ({ sessionID }: Line) => String(sessionID),
  part: ({ messageID }: Line) => String(messageID),
};

/** Writes objects as files of their own, as OpenCode did before 1.2. */
export function writeStorage(root: string, kept: Kept[]): void {
  for (const { kind, object } of kept) {
    const folder = path.join(root, "storage", kind, folderOf[kind](object));
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, `${String(object["id"]).slice(0, 99)}.json`),
      JSON.stringify(object),
    );
  }
}

const schema = `
  CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, parent_id TEXT, directory TEXT, title TEXT, version TEXT,
    agent TEXT, time_created INTEGER, time_updated INTEGER);
  CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER,
    time_updated INTEGER, data TEXT);
  CREATE TABLE IF NOT EXISTS part (id TEXT PRIMARY KEY, message_id TEXT, session_id TEXT, time_created INTEGER,
    time_updated INTEGER, data TEXT);`;

export const openOpenCode = (root: string, name = "opencode.db") =>
  aDatabase(path.join(root, name), schema);

/** Writes objects as rows. */
export function writeRows(database: DatabaseSync, kept: Kept[]): void {
  for (const { kind, object } of kept) {
    const { id, sessionID, messageID, ...data } = object;
    const time = object["time"] as { created: number; updated: number } | undefined;
    if (kind === "session") {
      put(database, kind, {
        id: String(id),
        parent_id: (object["parentID"] as string) ?? null,
        directory: String(object["directory"]),
        title: String(object["title"]),
        version: String(object["version"]),
        agent: (object["agent"] as string) ?? null,
        time_created: time?.created ?? null,
        time_updated: time?.updated ?? null,
      });
      continue;
    }
    put(database, kind, {
      id: String(id),
      session_id: String(sessionID),
      ...(kind === "part" && { message_id: String(messageID) }),
      data: JSON.stringify(data),
    });
  }
}

export const openOpenCodeLogs = (root: string, state: string | null = null) =>
  openLogs({ OPENCODE_DATA_DIR: root }, state);
