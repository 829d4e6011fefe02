import path from "node:path";
import { describe, expect, test } from "vitest";
import { isRun, openLogs } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { momentAt } from "./support/claude-lines.ts";
import {
  answer,
  call,
  gooseFigures,
  openGoose,
  openGooseLogs,
  putMessage,
  putRequest,
  putSession,
  readGoose,
  runOf,
  session,
  totals,
} from "./support/goose-logs.ts";
import { lineageOf, refreshed, toolsOf } from "./support/log-folder.ts";

/** Such ids are providers' own, and the same in every copy. */
const globalId = "toolu_01ABCDEFGHIJKLMN";

/** What a session's row has after so many requests. */
const sum = (count: number) =>
  totals(1_300 * count, 10 * count, {
    accumulated_cache_read_tokens: 1_000 * count,
    accumulated_cache_write_tokens: 200 * count,
  });

describe("Goose's sessions", () => {
  test("are runs with their facts, and sub-agents are below them", async () => {
    const items = await readGoose((database) => {
      putSession(database, session("p", 0));
      const child = { parent_session_id: "p" };
      putSession(database, session("a", 5, { ...child, session_type: "sub_agent" }));
      putSession(database, session("f", 6, child));
      for (const session_id of ["a", "f"]) putRequest(database, 7, { session_id });
    });
    const [p, a, f] = [runOf("p", 0), runOf("a", 5), runOf("f", 6)];
    expect(lineageOf(items)).toEqual(
      [`${a} < ${p} (${p})`, `${f} < null (${f})`, `${p} < null (${p})`].toSorted(),
    );
    expect(items.filter(isRun).find(({ runId }) => runId === p)).toMatchObject({
      title: "Name of p",
      startedAt: momentAt(0),
      project: { key: "folder/shop", name: "shop" },
      agentType: null,
    });
    expect(items.filter(isRun).find(({ runId }) => runId === a)).toMatchObject({
      title: null,
      agentType: "subagent",
    });
  });

  test.each([
    ["ok", { status: "success", value: { content: [], isError: false } }],
    ["ok", { status: "success", value: [{ type: "text", text: "done" }] }],
    ["failed", { status: "success", value: { content: [], isError: true } }],
    ["failed", { status: "error", error: "no such tool" }],
    [
      "rejected",
      {
        status: "success",
        value: { content: [{ type: "text", text: "The user has declined to run this tool. DO" }] },
      },
    ],
  ])("a tool's answer is %s: %j", async (outcome, result) => {
    const items = await readGoose((database) => {
      putSession(database, session("s", 0));
      putRequest(database, 1);
      putMessage(database, 2, [{ type: "text", text: "canary" }, call(globalId)]);
      putMessage(database, 4, [answer(globalId, result)]);
      putMessage(database, 5, [call("7", "other__tool")]);
    });
    const runId = runOf("s", 0);
    expect(toolsOf(items)).toEqual([
      { runId, key: globalId, name: "developer__shell", durationMs: 2_000, outcome },
      { runId, key: `${runId}:7`, name: "other__tool", durationMs: null, outcome: "unfinished" },
    ]);
  });

  test("a conversation that is written anew tells its tools once", async () => {
    const root = aFolder();
    const database = openGoose(root);
    const library = await openGooseLogs(root);
    const write = () => {
      putMessage(database, 2, [call(globalId)]);
      putMessage(database, 4, [answer(globalId, { status: "success", value: [] })]);
    };
    putSession(database, session("s", 0));
    putRequest(database, 1);
    write();
    const before = toolsOf(await refreshed(library));
    database.exec("DELETE FROM messages");
    write();
    putMessage(database, 9, [call("other")]);
    const after = toolsOf(await refreshed(library));
    expect(after).toMatchObject([...before, { key: `${runOf("s", 0)}:other` }]);
  });

  test("nothing of content is told", async () => {
    const items = await readGoose((database) => {
      const canary = { description: "d", recipe_json: "canary", working_dir: "/srv/canary-x/shop" };
      putSession(database, session("s", 0, canary));
      putRequest(database, 1);
      putMessage(database, 2, [{ type: "text", text: "canary" }, call(globalId)]);
      putMessage(database, 3, [answer(globalId, { status: "error", error: "canary" })]);
    });
    expect(items).toHaveLength(3);
    expect(JSON.stringify(items)).not.toContain("canary");
  });

  test("read as they grow, by programs that follow each other, are as read at once", async () => {
    const root = aFolder();
    const state = aFolder();
    const database = openGoose(root);
    const kept = await openGooseLogs(root, state);
    const steps = [
      () => putSession(database, session("s", 0)),
      () => putMessage(database, 1, [call(globalId)]),
      () => putRequest(database, 2),
      () => putSession(database, session("s", 0, sum(1))),
      () => putMessage(database, 3, [answer(globalId, { status: "success", value: [] })]),
      () => putRequest(database, 3, { cost: null }),
      () => putSession(database, session("s", 0, { ...sum(2), name: "Renamed" })),
    ];
    for (const step of steps) {
      step();
      await kept.refresh();
      await kept.save();
      const fresh = await refreshed(await openGooseLogs(root));
      expect(new Set(kept.items())).toEqual(new Set(fresh));
      expect(new Set(await refreshed(await openGooseLogs(root, state)))).toEqual(new Set(fresh));
    }
    expect(gooseFigures([...kept.items()])).toHaveLength(2);
    expect([...kept.items()].filter(isRun)).toMatchObject([{ title: "Renamed" }]);
  });

  test("what is broken stops nothing, and is counted where it cannot be read", async () => {
    const root = aFolder();
    const database = openGoose(root);
    putSession(database, session("s", 0));
    putSession(database, session("t", 0, { created_at: "yesterday", updated_at: 7, name: null }));
    const broken = { ...totals(-5, 1e15), model_config_json: '{"__proto__": 1' };
    putSession(database, session("u", 0, broken));
    putRequest(database, 1);
    putRequest(database, 2, { session_id: null });
    putRequest(database, 3, { created_timestamp: "soon" });
    putRequest(database, 4, { input_tokens: "many", cost: "dear", session_id: "t" });
    putRequest(database, 5, { input_tokens: 2n ** 62n, session_id: "t" });
    const long = "i".repeat(999);
    putSession(database, session(long, 0, { name: long, working_dir: long }));
    putRequest(database, 5, { session_id: long, model: long, input_tokens: 1, output_tokens: 0 });
    putMessage(database, 5, [call(long, long)]);
    putMessage(database, 6, '[{"type": "toolRequest", "id"');
    putMessage(database, 7, '{"type": "toolRequest"}');
    putMessage(database, 8, '[null, 1, {"type": "toolRequest", "__proto__": {"id": "x"}}]');
    const library = await openGooseLogs(root);
    const figures = gooseFigures(await refreshed(library));
    expect(figures.filter((figure) => !figure.startsWith("i"))).toEqual([
      `${runOf("s", 0)} claude-opus-4-6 100/10/1000/200/0`,
      "t claude-opus-4-6 0/10/1000/200/0",
      "t claude-opus-4-6 0/10/1000/200/0",
    ]);
    expect(figures).toHaveLength(4);
    expect(library.skipped()).toEqual({ lines: 2, files: 0 });
  });
});

test.each([
  ["GOOSE_PATH_ROOT", (root: string) => ({ GOOSE_PATH_ROOT: root }), "data"],
  ["XDG_DATA_HOME", (root: string) => ({ XDG_DATA_HOME: root }), "goose"],
  ["APPDATA", (root: string) => ({ APPDATA: root }), "Block/goose/data"],
  ["HOME", (root: string) => ({ HOME: root, GOOSE_PATH_ROOT: "relative" }), ".local/share/goose"],
])("Goose's folder is found by %s", async (_, env, below) => {
  const root = aFolder();
  const library = await openLogs(env(root));
  const [source] = library.sources().filter(({ runtime }) => runtime === "goose");
  expect(source?.root).toBe(path.join(root, below, "sessions"));
});
