import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { expect } from "vitest";
import { type IngestItem, ingestItem } from "#contract/ingest.ts";
import { openLogs, readItems } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { timeAt } from "./claude-lines.ts";
import { copilotStart } from "./copilot-lines.ts";
import { type Line, textOf } from "./log-folder.ts";

/** Not in Node 20. */
export const sqlite = process.getBuiltinModule("node:sqlite");

if (!sqlite) console.warn("\n*** This Node has no SQLite: Copilot CLI's store is SKIPPED. ***\n");

/** Input, with what was read from and written to the cache in it, then output, reasoning and nano AI units. */
type Counts = (number | bigint | string | null)[];

/** A request of the store, when it ended, and what it used. */
export type Request = [session: string, model: string, at: number, counts: Counts];

const bareTime = (at: number) => timeAt(at).replace("T", " ").replace(".000Z", "");

/** A Copilot home with a store like that of version 1.0.91, and a session's log. */
export class CopilotHome {
  readonly folder = aFolder();
  readonly state = aFolder();

  #open(run: (database: InstanceType<NonNullable<typeof sqlite>["DatabaseSync"]>) => void) {
    if (!sqlite) throw new Error("no SQLite");
    const database = new sqlite.DatabaseSync(path.join(this.folder, "session-store.db"));
    database.exec(
      `PRAGMA journal_mode = WAL;
       CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, cwd TEXT, branch TEXT, summary TEXT, created_at TEXT);
       CREATE TABLE IF NOT EXISTS turns (id INTEGER PRIMARY KEY, session_id TEXT, user_message TEXT);
       CREATE TABLE IF NOT EXISTS assistant_usage_events (id INTEGER PRIMARY KEY AUTOINCREMENT,
         session_id TEXT, model TEXT, input_tokens INTEGER, output_tokens INTEGER, cache_read_tokens INTEGER,
         cache_write_tokens INTEGER, reasoning_tokens INTEGER, total_nano_aiu INTEGER, created_at TEXT)`,
    );
    run(database);
    database.close();
  }

  session(id: string): this {
    this.#open((database) => {
      database
        .prepare("INSERT INTO sessions VALUES (?, '/srv/SECRET/shop', 'main', 'SECRET', ?)")
        .run(id, bareTime(0));
      database.prepare("INSERT INTO turns VALUES (NULL, ?, 'SECRET prompt')").run(id);
    });
    return this;
  }

  requests(...requests: Request[]): this {
    this.#open((database) => {
      const insert = database.prepare(
        "INSERT INTO assistant_usage_events VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      );
      for (const [session, model, at, counts] of requests) {
        const [input = 0, read = 0, write = 0, output = 0, thought = 0, aiu = 0] = counts;
        insert.run(session, model, input, output, read, write, thought, aiu, bareTime(at));
      }
    });
    return this;
  }

  sql(text: string): this {
    this.#open((database) => database.exec(text));
    return this;
  }

  log(...lines: Line[]): this {
    const file = path.join(this.folder, "session-state/s1/events.jsonl");
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, textOf([copilotStart("s1", 0), ...lines]));
    return this;
  }

  async read(): Promise<IngestItem[]> {
    const items = await readItems({ COPILOT_HOME: this.folder });
    for (const item of items) expect(ingestItem.safeParse(item).error?.message).toBeUndefined();
    return items;
  }

  /** What a program that goes on where the last one ended is told, and what it knows. */
  async goOn(): Promise<{ told: IngestItem[]; items: IngestItem[] }> {
    const library = await openLogs({ COPILOT_HOME: this.folder }, this.state);
    await library.refresh();
    const told = library.takeChanged();
    await library.save();
    return { told, items: [...library.items()] };
  }
}

/** Two requests of session s1. */
export const firstRequest: Request = ["s1", "gpt-5", 1, [100, 60, 15, 10, 4, 500]];
export const secondRequest: Request = ["s1", "gpt-5", 5, [200, 100, 0, 20, 0, 700]];
