import { describe, expect, test } from "vitest";
import { isRun, isUsage } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { figuresOf, lineageOf, onlyUsage, refreshed, toolsOf } from "./support/log-folder.ts";
import {
  ended,
  type Kept,
  message,
  noTokens,
  openOpenCode,
  openOpenCodeLogs,
  session,
  tokens,
  tool,
  writeRows,
  writeStorage,
} from "./support/opencode-logs.ts";
import { momentAt } from "./support/claude-lines.ts";

/** Both forms hold the same objects, so each rule holds for both. */
const forms = [
  { form: "database", write: (root: string, kept: Kept[]) => writeRows(openOpenCode(root), kept) },
  { form: "files", write: writeStorage },
];

const aborted = { error: { name: "MessageAbortedError", data: { message: "canary" } } };

const starts = (at: number) => ({ time: { created: momentAt(at) }, tokens: noTokens, cost: 0 });

/** Such ids are providers' own, and the same in every copy. */
const globalId = "toolu_01ABCDEFGHIJKLMN";

describe.each(forms)("OpenCode's $form", ({ write }) => {
  const read = async (kept: Kept[]) => {
    const root = aFolder();
    write(root, kept);
    return refreshed(await openOpenCodeLogs(root));
  };
  const readOne = async (facts: Parameters<typeof message>[2]) =>
    onlyUsage(await read([session("s", 0), message("1", 1, facts)]));

  test("a message is an event with disjoint buckets, the vendor's cost and its own time", async () => {
    expect(await readOne({})).toMatchObject({
      key: "opencode:msg_1",
      runId: "s",
      occurredAt: momentAt(1),
      model: "claude-opus-4-6",
      input: 100,
      output: 10,
      cacheRead: 1_000,
      cacheWrite5m: 200,
      cacheWrite1h: 0,
      vendorCostNanoUsd: 250_000_000,
      lowerBound: false,
    });
  });

  test.each([
    ["inside the output where the total says so", tokens({ reasoning: 4 }), [10, 4]],
    ["added where the total holds it beside", tokens({ reasoning: 4, total: 1_314 }), [14, 4]],
    ["inside where no total tells", { ...tokens({ reasoning: 4 }), total: undefined }, [10, 4]],
    ["added where it is too large for a part", tokens({ reasoning: 40, total: 0 }), [50, 40]],
  ])("reasoning is %s", async (_, counts, [output, reasoning]) => {
    expect(await readOne({ tokens: counts })).toMatchObject({ output, reasoning });
  });

  test.each([
    ["goes on", { time: { created: momentAt(1) }, tokens: noTokens }],
    ["was cut short", { ...aborted, tokens: noTokens }],
    ["ended without counts", { tokens: noTokens }],
  ])("a message that %s is a lower bound", async (_, facts) => {
    expect(await readOne({ ...facts, cost: 0 })).toMatchObject({
      lowerBound: true,
      vendorCostNanoUsd: null,
    });
  });

  test("a request that was refused used nothing", async () => {
    const refused = message("2", 2, { tokens: noTokens, error: { name: "APIError" } });
    const items = await read([session("s", 0), message("1", 1), refused]);
    expect(figuresOf(items)).toEqual(["s 1 100/10/1000/200/0"]);
  });

  test("a cut message keeps what it had", async () => {
    expect(await readOne(aborted)).toMatchObject({ output: 10, lowerBound: false });
  });

  test("what people write is no event", async () => {
    const items = await read([
      session("s", 0),
      message("1", 1),
      message("2", 1, { role: "user", tokens: tokens({}) }),
    ]);
    expect(items.filter(isUsage)).toHaveLength(1);
  });

  test("sessions that are each other's parents are one, under the first, and none is lost", async () => {
    const parents = { a: "b", b: "a", own: "own", z: "b" };
    const items = await read(
      Object.entries(parents).flatMap(([sessionID, parentID], at) => [
        session(sessionID, at, { parentID }),
        message(sessionID, at + 10, { sessionID }),
      ]),
    );
    expect(lineageOf(items)).toEqual([
      "a < null (a)",
      "b < a (a)",
      "own < null (own)",
      "z < b (a)",
    ]);
    expect(items.filter(isUsage)).toHaveLength(4);
  });

  test("a fork's copies count in their own session alone, with their tools", async () => {
    const items = await read([
      session("s", 0),
      message("1", 1),
      tool(globalId, ended(2, 4)),
      tool("bash_1", ended(2, 4)),
      session("f", 60),
      message("c1", 1, { sessionID: "f" }),
      tool(globalId, ended(2, 4), { id: "prt_c1", sessionID: "f", messageID: "msg_c1" }),
      tool("bash_1", ended(2, 4), { id: "prt_c2", sessionID: "f", messageID: "msg_c1" }),
      message("2", 61, { sessionID: "f" }),
    ]);
    expect(figuresOf(items)).toEqual(["f 2 100/10/1000/200/0", "s 1 100/10/1000/200/0"]);
    expect(lineageOf(items)).toEqual(["f < null (f)", "s < null (s)"]);
    const tools = toolsOf(items).map(({ runId, key }) => `${runId} ${key}`);
    expect(tools.toSorted()).toEqual(["s s:bash_1", `s ${globalId}`]);
    const [fork] = items.filter(isRun).filter(({ runId }) => runId === "f");
    expect(fork).toMatchObject({ startedAt: momentAt(60) });
  });

  test("a sub-agent is a run below its session", async () => {
    const items = await read([
      session("s", 0),
      session("a", 5, { parentID: "s", title: "Look around (@explore subagent)" }),
      message("1", 6, { sessionID: "a", agent: "explore" }),
    ]);
    expect(lineageOf(items)).toEqual(["a < s (s)", "s < null (s)"]);
    const runs = items.filter(isRun).toSorted((a, b) => (a.runId < b.runId ? -1 : 1));
    expect(runs).toMatchObject([
      { runId: "a", title: null, agentType: "explore" },
      { runId: "s", title: "Title of s", agentType: null, version: "1.18.33" },
    ]);
  });

  test("a session that has no title yet has none", async () => {
    const untitled = session("s", 0, { title: "New session - 2026-06-01T10:00:00.000Z" });
    const [run] = (await read([untitled, message("1", 1)])).filter(isRun);
    expect(run).toMatchObject({
      title: null,
      project: { key: "folder/shop", name: "shop" },
      startedAt: momentAt(0),
    });
  });

  test.each([
    ["ok", ended(2, 4), 2_000],
    ["ok", ended(2, 4, { metadata: { exit: 0 } }), 2_000],
    ["failed", ended(2, 4, { metadata: { exit: 1 } }), 2_000],
    ["failed", ended(2, 4, { metadata: { exit: null } }), 2_000],
    ["failed", ended(2, 4, { status: "error", error: "no such file" }), 2_000],
    [
      "rejected",
      ended(2, 4, { status: "error", error: "Error: The user rejected permission to use this" }),
      2_000,
    ],
    ["unfinished", ended(2, 4, { status: "error", error: "Tool execution aborted" }), 2_000],
    ["unfinished", { status: "running", time: { start: momentAt(2) } }, null],
  ])("a tool call is %s: %j", async (outcome, state, durationMs) => {
    const items = await read([session("s", 0), message("1", 1), tool("call_1", state)]);
    expect(toolsOf(items)).toEqual([
      { runId: "s", key: "s:call_1", name: "bash", durationMs, outcome },
    ]);
  });

  test("a tool that waits for its turn is told when it has begun", async () => {
    const waiting = tool("call_1", { status: "pending", input: {} });
    expect(toolsOf(await read([session("s", 0), message("1", 1), waiting]))).toEqual([]);
  });

  test("nothing of content is told", async () => {
    const canary = { text: "canary", input: { file: "/canary" }, output: "canary" };
    const items = await read([
      session("s", 0, { directory: "/srv/canary-parent/shop", permission: "canary" }),
      message("1", 1, { system: "canary", path: { cwd: "/canary", root: "/canary" }, ...canary }),
      tool("call_1", ended(2, 4, { ...canary, title: "canary", metadata: { output: "canary" } })),
      tool("call_2", ended(2, 4, { status: "error", error: "canary" })),
    ]);
    expect(items.length).toBeGreaterThan(3);
    expect(JSON.stringify(items)).not.toContain("canary");
  });

  test.each([
    ["ids beyond sense", { id: "i".repeat(999), tool: "t".repeat(999), callID: "c".repeat(999) }],
    ["no ids", { id: null, sessionID: null }],
    ["no time", { time: {} }],
    ["a time beyond sense", { time: { created: 1e18 } }],
    ["lists for objects", { tokens: [], time: [], path: [] }],
    ["texts for counts", { tokens: { input: "1", output: true, cache: "x" }, cost: "1" }],
    ["counts beyond sense", { tokens: { input: 1e300, output: -5 }, cost: 1e300 }],
    ["another prototype", JSON.parse('{"__proto__": {"role": "assistant"}, "tokens": null}')],
  ])("broken: %s", async (_, facts) => {
    const bad = [message("2", 2, facts), tool("call_1", facts), tool("call_2", {}, facts)];
    const items = await read([session("s", 0), message("1", 1), ...bad, message("3", 3)]);
    const good = figuresOf(items).filter((figure) => /^s [13] /.test(figure));
    expect(good).toEqual(["s 1 100/10/1000/200/0", "s 3 100/10/1000/200/0"]);
  });

  test("read as it grows, by programs that follow each other, is as read at once", async () => {
    const root = aFolder();
    const state = aFolder();
    const steps: Kept[][] = [
      [session("s", 0), message("1", 1)],
      [message("2", 3, starts(3)), tool("call_1", { status: "pending", input: {} })],
      [tool("call_1", { status: "running", time: { start: momentAt(4) } })],
      [message("3", 5, starts(5))],
      [tool("call_1", ended(4, 9)), message("2", 3)],
      [session("s", 0, { title: "Another", time: { created: momentAt(0), updated: momentAt(9) } })],
      [message("3", 5, { ...aborted, time: { created: momentAt(5) } }), message("4", 9)],
    ];
    const kept = await openOpenCodeLogs(root, state);
    for (const step of steps) {
      write(root, step);
      await kept.refresh();
      await kept.save();
      const fresh = await refreshed(await openOpenCodeLogs(root));
      const warm = await refreshed(await openOpenCodeLogs(root, state));
      expect(new Set(kept.items())).toEqual(new Set(fresh));
      expect(new Set(warm)).toEqual(new Set(fresh));
    }
    expect(figuresOf([...kept.items()])).toHaveLength(4);
    expect(toolsOf([...kept.items()])).toMatchObject([{ durationMs: 5_000, outcome: "ok" }]);
    expect([...kept.items()].filter(isRun)).toMatchObject([{ title: "Another" }]);
  });
});
