import { describe, expect, test } from "vitest";
import { isRun } from "#test/support/open-logs.ts";
import {
  begin,
  folder,
  readSessions,
  said,
  session,
  settings,
  start,
} from "./support/droid-sessions.ts";
import { figuresOf, lineageOf, type Line, onlyUsage, toolsOf } from "./support/log-folder.ts";
import { readFiles } from "./support/log-steps.ts";

describe("what a session has used", () => {
  test.each<[string, Line | null, string[]]>([
    ["thinking is added to the output", settings(), ["s s 10/25/40/30/0"]],
    ["no thinking", settings({ thinkingTokens: null }), ["s s 10/20/40/30/0"]],
    ["a total without thinking", settings({ totalTokens: 100 }), ["s s 10/20/40/30/0"]],
    ["a total with thinking", settings({ totalTokens: 105 }), ["s s 10/25/40/30/0"]],
    [
      "what its sub-agents used is theirs",
      settings(
        {},
        {
          inclusiveTokenUsage: { inputTokens: 999 },
          childInclusiveTokenUsageBySessionId: { t: { inputTokens: 989 } },
        },
      ),
      ["s s 10/25/40/30/0"],
    ],
    ["nothing", { model: "m", tokenUsage: { inputTokens: 0 } }, []],
    ["no totals", { model: "m" }, []],
    ["no settings", null, []],
  ])("%s", async (_, totals, figures) => {
    expect(figuresOf(await readSessions(session([start(), said(2)], totals)))).toEqual(figures);
  });

  test.each<[string, Record<string, unknown>, Line]>([
    [
      "the last message's time",
      session([start(), said(2), said(9)]),
      { occurredAt: begin + 9_000 },
    ],
    ["the lock's where no message is told", session(null), { occurredAt: begin + 1_000 }],
    [
      "the lock's where messages have none",
      session([start(), { type: "message" }]),
      { occurredAt: begin + 1_000 },
    ],
    ["its model", session([said(2)]), { model: "claude-opus-4-5" }],
    [
      "a message's model where it names none",
      session(
        [
          { ...said(2), modelId: "m1" },
          { ...said(3), modelId: "m2" },
        ],
        settings({}, { model: null }),
      ),
      { model: "m2" },
    ],
    ["no model", session([said(2)], settings({}, { model: null })), { model: null }],
    [
      "a model of one's own",
      session([said(2)], settings({}, { model: "custom:A-0" })),
      { model: "custom:A-0" },
    ],
    ["thinking as a part", session([said(2)]), { reasoning: 5, vendorCostNanoUsd: null }],
  ])("%s", async (_, files, item) => {
    expect(onlyUsage(await readSessions(files))).toMatchObject(item);
  });

  test("a session in two folders counts once, with the larger totals", async () => {
    const other = { "sessions/s.settings.json": settings({ inputTokens: 70 }) };
    expect(figuresOf(await readSessions(session([said(2)]), other))).toEqual(["s s 70/25/40/30/0"]);
  });

  test("a session in the user's home", async () => {
    const items = await readFiles("HOME", { ".factory/sessions/s.settings.json": settings() });
    expect(figuresOf(items)).toEqual(["s s 10/25/40/30/0"]);
  });

  test("only sessions are read", async () => {
    const files = { "settings.json": settings(), [`${folder}/s.settings.json.bak`]: settings() };
    expect(await readFiles("FACTORY_DIR", files)).toEqual([]);
  });
});

describe("what is known of a session", () => {
  test("its begin, folder and version, and no prompt for a title", async () => {
    const [run] = (await readSessions(session([start(), said(4), said(2)]))).filter(isRun);
    expect(run).toMatchObject({
      startedAt: begin + 2_000,
      project: { key: "folder/shop" },
      version: "0.81.0",
      title: null,
    });
  });

  test("a title that was given", async () => {
    const lines = [start({ sessionTitle: "Shop" }), said(1)];
    expect((await readSessions(session(lines))).find(isRun)).toMatchObject({ title: "Shop" });
  });

  test("a version that is a number is none", async () => {
    const lines = [start({ version: 2 }), said(1)];
    expect((await readSessions(session(lines))).find(isRun)).toMatchObject({ version: null });
  });

  test("a sub-agent is a run below the one that called it", async () => {
    const items = await readSessions(
      session([start(), said(1)]),
      session([start({ callingSessionId: "s", callingToolUseId: "t" }), said(2)], settings(), "a"),
    );
    expect(lineageOf(items)).toEqual(["a < s (s)", "s < null (s)"]);
    expect(items.filter(isRun).map((run) => run.agentType)).toEqual(["subagent", null]);
  });

  test("a fork is a run of its own, and its copies are not its work", async () => {
    const use = said(1, [{ type: "tool_use", id: "t1", name: "Read" }]);
    const lines = [
      start({ parent: "p", forkedAtMessageId: "m2" }),
      use,
      said(2, [{ type: "tool_result", tool_use_id: "t1", content: "" }]),
      said(5, [{ type: "tool_use", id: "t2", name: "Edit" }]),
    ];
    const items = await readSessions(session(lines));
    expect(lineageOf(items)).toEqual(["s < null (s)"]);
    expect(items.find(isRun)).toMatchObject({ startedAt: begin + 5_000 });
    expect(toolsOf(items)).toMatchObject([{ name: "Edit" }]);
  });
});
