import { describe, expect, test } from "vitest";
import { isUsage } from "#test/support/open-logs.ts";
import { assistant, momentAt, timeAt, toolResult, toolUse } from "./support/claude-lines.ts";
import {
  figuresOf,
  type LogFiles,
  lineageOf,
  readClaude,
  timesOf,
  toolsOf,
} from "./support/log-folder.ts";

const whole = "100/10/1000/200/0";

/** A fork's copy of a line; new versions keep everything, old ones drop the request and date it anew. */
const copy = (id: string, at: number, line = {}) =>
  assistant(id, at, { line: { uuid: `u-${id}`, sessionId: "fork", ...line } });

describe("whose message it is", () => {
  const cases: { why: string; files: LogFiles; figures: string[] }[] = [
    {
      why: "the run is the file's name, whatever session the lines name",
      files: { s: [assistant("1", 1, { line: { sessionId: "older" } })] },
      figures: [`s 1 ${whole}`],
    },
    {
      why: "the run whose own work began first, and the other has its own",
      files: {
        parent: [assistant("1", 1), assistant("2", 8)],
        fork: [copy("1", 1), copy("3", 10)],
      },
      figures: [`fork 3 ${whole}`, `parent 1 ${whole}`, `parent 2 ${whole}`].toSorted(),
    },
    {
      why: "a fork that has a smaller name and no work of its own has nothing",
      files: {
        parent: [assistant("1", 1), assistant("2", 20)],
        fork: [copy("1", 1)],
      },
      figures: [`parent 1 ${whole}`, `parent 2 ${whole}`],
    },
    {
      why: "copies with new times and no request are the same message",
      files: {
        parent: [assistant("1", 5), assistant("2", 6)],
        fork: [copy("1", 9, { requestId: undefined }), copy("3", 10)],
      },
      figures: [`fork 3 ${whole}`, `parent 1 ${whole}`, `parent 2 ${whole}`].toSorted(),
    },
    {
      why: "of forks alone the one that began first",
      files: {
        a: [copy("1", 1), copy("3", 30)],
        b: [copy("1", 1), copy("2", 20)],
      },
      figures: [`a 3 ${whole}`, `b 1 ${whole}`, `b 2 ${whole}`],
    },
    {
      why: "of runs that began together the smaller name",
      files: {
        b: [copy("1", 1), copy("2", 20)],
        a: [copy("1", 1), copy("3", 20)],
      },
      figures: [`a 1 ${whole}`, `a 3 ${whole}`, `b 2 ${whole}`],
    },
    {
      why: "a fork of a fork",
      files: {
        a: [copy("1", 1), copy("2", 20), copy("3", 30)],
        b: [copy("1", 1), copy("2", 20), copy("4", 25)],
        c: [copy("1", 1), copy("5", 15)],
      },
      figures: ["a 3", "b 2", "b 4", "c 1", "c 5"].map((one) => `${one} ${whole}`),
    },
    {
      why: "a session's own line before a sub-agent's, though that began first",
      files: {
        s: [assistant("2", 20)],
        "t/subagents/agent-a1": [
          assistant("1", 1, { line: { isSidechain: true } }),
          assistant("2", 20, { line: { isSidechain: true } }),
        ],
      },
      figures: [`s 2 ${whole}`, `t/a1 1 ${whole}`],
    },
    {
      why: "a line before one that a fork says it copied, though the fork went on first",
      files: {
        parent: [assistant("1", 1), assistant("2", 20)],
        fork: [copy("1", 1, { requestSessionId: "parent" }), copy("3", 10)],
      },
      figures: [`fork 3 ${whole}`, `parent 1 ${whole}`, `parent 2 ${whole}`],
    },
    {
      why: "a copied session is the same run",
      files: { s: [assistant("1", 1)], "../q/s": [assistant("1", 1), assistant("2", 2)] },
      figures: [`s 1 ${whole}`, `s 2 ${whole}`],
    },
  ];

  test.each(cases)("$why", async ({ files, figures }) => {
    expect(figuresOf(await readClaude(files))).toEqual(figures);
  });

  test("the claim is told, so that a server can judge between machines", async () => {
    const items = await readClaude({
      parent: [assistant("1", 5), assistant("2", 6)],
      fork: [copy("1", 5), copy("3", 4)],
    });
    const claims = items.filter(isUsage).map(({ runId, credit }) => ({ runId, ...credit }));
    expect(claims).toContainEqual({ runId: "fork", rank: 0, beganAt: momentAt(4) });
    expect(claims).toContainEqual({ runId: "parent", rank: 0, beganAt: momentAt(6) });
  });

  test("a copied session is told once", async () => {
    const items = await readClaude({ s: [assistant("1", 1)], "../q/s": [assistant("1", 1)] });
    expect(lineageOf(items)).toEqual(["s < null (s)"]);
  });
});

const failed = (content: unknown) => [toolResult("t1", 3, { is_error: true, content })];

describe("tool calls", () => {
  test.each([
    ["an answer", [toolResult("t1", 3)], "ok", 2_000],
    ["is_error null", [toolResult("t1", 3, { is_error: null })], "ok", 2_000],
    ["is_error", failed("Exit code 1"), "failed", 2_000],
    [
      "a user's no",
      failed("The user doesn't want to proceed with this tool use."),
      "rejected",
      2_000,
    ],
    [
      "a no in a block",
      failed([{ type: "text", text: "Permission to use Bash has been denied" }]),
      "rejected",
      2_000,
    ],
    ["no answer", [], "unfinished", null],
    ["a second answer", [toolResult("t1", 3), toolResult("t1", 9)], "ok", 2_000],
    ["an answer dated before the call", [toolResult("t1", 0)], "ok", 0],
    ["another call's answer", [toolResult("t2", 3)], "unfinished", null],
  ])("%s", async (_, answers, ...[outcome, durationMs]) => {
    const items = await readClaude({
      s: [toolUse("1", 1, { id: "t1", name: "Bash" }), ...answers],
    });
    expect(toolsOf(items)).toEqual([{ runId: "s", key: "t1", name: "Bash", durationMs, outcome }]);
  });

  test.each([
    ["its own measure", { durationMs: 12 }, 12],
    ["a sub-agent's work", { totalDurationMs: 1_500, totalTokens: 9 }, 1_500],
    ["seconds", { durationSeconds: 1.2345 }, 1_235],
    ["no measure", { stdout: "durationMs" }, null],
    ["what is none", { durationMs: "12" }, null],
    ["a text, of what failed", "Error: durationMs", null],
  ])("how long it ran, by %s", async (_, toolUseResult, ranMs) => {
    const items = await readClaude({
      s: [toolUse("1", 1, { id: "t1", name: "Glob" }), { ...toolResult("t1", 3), toolUseResult }],
    });
    expect(timesOf(items)).toEqual([{ outcome: "ok", durationMs: 2_000, ranMs }]);
  });

  test("a measure beside the results of several calls is of nobody knows which", async () => {
    const [one, two] = ["t1", "t2"].map((id) => toolUse(id, 1, { id, name: "Glob" }));
    const both = toolResult("t1", 3);
    const content = ["t1", "t2"].map((id) => ({
      type: "tool_result",
      tool_use_id: id,
      content: "",
    }));
    const results = {
      ...both,
      message: { role: "user", content },
      toolUseResult: { durationMs: 9 },
    };
    const items = await readClaude({ s: [one ?? {}, two ?? {}, results] });
    expect(timesOf(items).map(({ ranMs }) => ranMs)).toEqual([null, null]);
  });

  test("a fork's copies are the run's that made the call", async () => {
    const call = toolUse("1", 1, { id: "t1", name: "Read" });
    const items = await readClaude({
      parent: [call, toolResult("t1", 2), assistant("2", 20)],
      fork: [call, toolResult("t1", 2), copy("3", 30)],
    });
    expect(toolsOf(items)).toMatchObject([{ runId: "parent", key: "t1" }]);
  });

  test("calls of each line of a message count", async () => {
    const items = await readClaude({
      s: ["t1", "t2"].map((id, at) => toolUse("1", at, { id, name: "Bash" })),
    });
    expect(toolsOf(items).map(({ key }) => key)).toEqual(["t1", "t2"]);
  });
});

describe("a run's facts", () => {
  test.each([
    [
      "custom",
      [{ customTitle: "mine" }, { aiTitle: "ai" }, { type: "summary", summary: "sum" }],
      "mine",
    ],
    ["ai", [{ type: "summary", summary: "sum" }, { aiTitle: "ai" }, { aiTitle: "newer" }], "newer"],
    ["summary", [{ type: "summary", summary: "sum" }], "sum"],
    ["none", [{ type: "user", title: "no", content: "Title" }], null],
  ])("title: %s", async (_, lines, title) => {
    const [run] = await readClaude({ s: [...lines, assistant("1", 1)] });
    expect(run).toMatchObject({ type: "run", title });
  });

  test("the start is the first line's, the branch the last one's", async () => {
    const [run] = await readClaude({
      s: [
        {
          type: "user",
          timestamp: timeAt(7),
          cwd: "/srv/work/shop",
          gitBranch: "one",
          message: {},
        },
        assistant("1", 3, { line: { gitBranch: "two", version: "2.1.330" } }),
        assistant("2", 9, { line: { gitBranch: "", version: null, cwd: "/elsewhere" } }),
      ],
    });
    expect(run).toMatchObject({ startedAt: momentAt(3), branch: "two", version: "2.1.330" });
    expect(run).toMatchObject({ project: { key: "folder/shop", name: "shop" } });
  });
});
