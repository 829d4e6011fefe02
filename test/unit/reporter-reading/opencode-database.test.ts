import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test, vi } from "vitest";
import { refreshDatabase } from "#reporter/library/refresh-database.ts";
import { openCode } from "#reporter/runtimes/opencode.ts";
import type { RuntimeAdapter } from "#reporter/runtimes/runtime-adapter.ts";
import { isRun, isUsage, readItems } from "#test/support/open-logs.ts";
import { aHome, runStint } from "#test/unit/reporter/support/run-stint.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { figuresOf, refreshed } from "./support/log-folder.ts";
import {
  message,
  openOpenCode,
  openOpenCodeLogs,
  session,
  writeRows,
  writeStorage,
} from "./support/opencode-logs.ts";

/** A database with two messages, as its agent has it open. */
function filled(root: string): DatabaseSync {
  const database = openOpenCode(root);
  writeRows(database, [session("s", 0), message("1", 1), message("2", 2)]);
  return database;
}

const both = ["s 1 100/10/1000/200/0", "s 2 100/10/1000/200/0"];

describe("OpenCode's database", () => {
  test("is read from its WAL while its agent has it open, and only what is new", async () => {
    const root = aFolder();
    const database = filled(root);
    const library = await openOpenCodeLogs(root);
    expect(figuresOf(await refreshed(library))).toEqual(both);
    // What was read once is not asked for again.
    database.exec("UPDATE message SET data = replace(data, '1000', '9000') WHERE id = 'msg_1'");
    writeRows(database, [message("3", 3)]);
    expect(figuresOf(await refreshed(library))).toEqual([...both, "s 3 100/10/1000/200/0"]);
  });

  test.each([
    [
      "rows that were deleted, with new ones under their numbers",
      "DELETE FROM message WHERE id = 'msg_2'",
    ],
    [
      "VACUUM, which numbers anew",
      "DELETE FROM message WHERE id = 'msg_1'; INSERT INTO message (id) VALUES ('gap'); VACUUM",
    ],
  ])("%s are read", async (_, change) => {
    const root = aFolder();
    const database = filled(root);
    const library = await openOpenCodeLogs(root);
    await library.refresh();
    database.exec(change);
    writeRows(database, [message("3", 3)]);
    expect(figuresOf(await refreshed(library))).toEqual([...both, "s 3 100/10/1000/200/0"]);
  });

  test("what was read stays when it is deleted, replaced or emptied", async () => {
    const root = aFolder();
    const database = filled(root);
    const library = await openOpenCodeLogs(root);
    await library.refresh();
    database.exec("DELETE FROM message; DELETE FROM session");
    expect(figuresOf(await refreshed(library))).toEqual(both);
    database.close();
    writeFileSync(path.join(root, "opencode.db"), "");
    expect(figuresOf(await refreshed(library))).toEqual(both);
  });

  test("gets no files laid beside it, and is not written", async () => {
    const root = aFolder();
    filled(root).close();
    expect(figuresOf(await refreshed(await openOpenCodeLogs(root)))).toEqual(both);
    expect(readdirSync(root)).toEqual(["opencode.db"]);
  });

  test("locked by its agent it is told as unreadable, read at the next look, and stops nothing", async () => {
    const root = aFolder();
    const database = filled(root);
    database.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    writeStorage(root, [session("t", 0), message("9", 9, { sessionID: "t" })]);
    const library = await openOpenCodeLogs(root);
    expect(figuresOf(await refreshed(library))).toEqual(["t 9 100/10/1000/200/0"]);
    const [locked] = library.sources().flatMap(({ unreadable }) => unreadable);
    expect(locked?.reason).toContain("locked");
    database.exec("COMMIT");
    expect(figuresOf(await refreshed(library))).toHaveLength(3);
    expect(library.skipped().files).toBe(0);
  });

  test("rows without JSON are skipped and counted, until they are whole", async () => {
    const root = aFolder();
    const database = filled(root);
    database.exec("INSERT INTO message VALUES ('msg_3', 's', 0, 0, '{\"role\": \"assi')");
    database.exec("INSERT INTO part VALUES ('p', 'm', 's', 0, 0, '{\"callID\": ')");
    const library = await openOpenCodeLogs(root);
    expect(figuresOf(await refreshed(library))).toEqual(both);
    expect(library.skipped()).toEqual({ lines: 2, files: 0 });
    writeRows(database, [message("3", 3)]);
    expect(figuresOf(await refreshed(library))).toHaveLength(3);
    expect(library.skipped().lines).toBe(1);
  });

  test("numbers that JavaScript cannot hold harm nothing", async () => {
    const root = aFolder();
    const database = filled(root);
    database.exec(`UPDATE session SET time_updated = ${2n ** 62n}`);
    expect(figuresOf(await refreshed(await openOpenCodeLogs(root)))).toEqual(both);
  });

  test.each([
    ["no database", (file: string) => writeFileSync(file, "x".repeat(4_096)), 1],
    ["an empty file", (file: string) => writeFileSync(file, ""), 0],
    ["a database of something else", (file: string) => empty(file), 0],
    ["a folder", (file: string) => mkdirSync(file), 1],
  ])("%s of its name stops nothing", async (_, make, unreadable) => {
    const root = aFolder();
    make(path.join(root, "opencode-dev.db"));
    filled(root);
    const library = await openOpenCodeLogs(root);
    expect(figuresOf(await refreshed(library))).toEqual(both);
    expect(library.skipped().files).toBe(unreadable);
  });

  test("of an older version has fewer columns", async () => {
    const root = aFolder();
    const database = filled(root);
    database.exec("ALTER TABLE session DROP COLUMN agent; ALTER TABLE session DROP COLUMN title");
    const items = await refreshed(await openOpenCodeLogs(root));
    expect(figuresOf(items)).toEqual(both);
    expect(items.filter(isRun)).toMatchObject([{ title: null, agentType: null }]);
  });

  test("made of the older files counts nothing twice", async () => {
    const root = aFolder();
    filled(root);
    writeStorage(root, [session("s", 0), message("1", 1), message("2", 2)]);
    expect(figuresOf(await refreshed(await openOpenCodeLogs(root)))).toEqual(both);
  });

  test("without SQLite in Node it is told as unreadable, and all else is read", async () => {
    const root = aFolder();
    filled(root);
    writeStorage(root, [session("t", 0), message("9", 9, { sessionID: "t" })]);
    vi.resetModules();
    const loading = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
    const { openLibrary } = await import("#reporter/library/library.ts");
    const library = await openLibrary({
      env: { HOME: root, OPENCODE_DATA_DIR: root },
      stateDir: null,
      describe: async () => ({ project: null, branch: null, headCommit: null }),
      titles: true,
    });
    expect(figuresOf(await refreshed(library))).toEqual(["t 9 100/10/1000/200/0"]);
    loading.mockRestore();
    const [told] = library.sources().flatMap(({ unreadable }) => unreadable);
    expect(told?.reason).toContain("Node 22.13");
  });
});

test("that wakes while it is read at rest is read again from its start", () => {
  const root = aFolder();
  filled(root).close();
  const adapter = {
    ...openCode,
    restart: vi.fn<() => void>(),
    readDatabase: () => {
      writeRows(openOpenCode(root), [message("3", 3)]);
      return 0;
    },
  } as RuntimeAdapter;
  const file = path.join(root, "opencode.db");
  const records = adapter.newRecords("opencode.db", file);
  const transcript = {
    path: file,
    relative: "opencode.db",
    runtime: "opencode",
    cursor: null,
    skippedLines: 0,
    records,
  };
  expect(refreshDatabase(transcript, adapter)).toMatchObject({ changed: true });
  expect(adapter.restart).toHaveBeenCalledOnce();
  expect(refreshDatabase(transcript, openCode as RuntimeAdapter)).toMatchObject({ changed: true });
  expect(openCode.holdsUsage(records as ReturnType<typeof openCode.newRecords>)).toBe(true);
});

test("Node's warning of its SQLite is not heard, and others are", async () => {
  vi.resetModules();
  const { loadSqlite } = await import("#reporter/library/load-sqlite.ts");
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const load = vi.spyOn(process, "getBuiltinModule").mockImplementation(() => {
    process.emitWarning("SQLite is an experimental feature", "ExperimentalWarning");
    return { DatabaseSync };
  });
  expect(loadSqlite().DatabaseSync).toBe(DatabaseSync);
  expect(warn).not.toHaveBeenCalled();
  process.emitWarning("something else");
  expect(warn).toHaveBeenCalledOnce();
  load.mockRestore();
  warn.mockRestore();
});

test("the program says nothing on stderr of it", async () => {
  const home = aHome(aFolder());
  filled(home["OPENCODE_DATA_DIR"] ?? "").close();
  const { code, out, err } = await runStint(["costs", "--json"], home);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject({ totals: { events: 2 } });
});

function empty(file: string): void {
  const database = new DatabaseSync(file);
  database.exec("CREATE TABLE message (body TEXT)");
  database.close();
}

describe("OpenCode's folder", () => {
  test.each([
    ["OPENCODE_DATA_DIR", (root: string) => ({ OPENCODE_DATA_DIR: root }), ""],
    ["XDG_DATA_HOME", (root: string) => ({ XDG_DATA_HOME: root }), "opencode"],
    ["HOME", (root: string) => ({ HOME: root }), ".local/share/opencode"],
  ])("is found by %s", async (_, env, below) => {
    const root = aFolder();
    writeRows(openOpenCode(path.join(root, below)), [session("s", 0), message("1", 1)]);
    expect((await readItems(env(root))).filter(isUsage)).toHaveLength(1);
  });

  test("is not searched where it keeps snapshots and its program's files", async () => {
    const root = aFolder();
    const hidden = ["snapshot/p/storage/message/s", "storage/session_diff/x", "log"];
    for (const folder of hidden) mkdirSync(path.join(root, folder), { recursive: true });
    const library = await openOpenCodeLogs(root);
    const isSkipped = (folder: string) => library.skipsFolder(path.join(root, folder));
    expect(["snapshot", "log", "storage/session_diff"].map(isSkipped)).toEqual([true, true, true]);
    expect(["storage", "storage/message", "storage/part/msg_1"].map(isSkipped)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
