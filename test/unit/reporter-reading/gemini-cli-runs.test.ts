import { describe, expect, test } from "vitest";
import { isRun } from "#test/support/open-logs.ts";
import { momentAt, timeAt } from "./support/claude-lines.ts";
import {
  geminiCall,
  geminiHeader,
  geminiId,
  geminiMessage,
  geminiOutput,
} from "./support/gemini-lines.ts";
import { type Line, lineageOf, type LogFiles, toolsOf } from "./support/log-folder.ts";
import { readFiles, stageOf } from "./support/stages.ts";

const chats = "tmp/shop/chats";
const file = `${chats}/session-2026-06-01T10-00-s1.jsonl`;
const header = geminiHeader("s1", 0);
const read = (files: LogFiles) => readFiles("GEMINI_DATA_DIR", stageOf(files));
const [first, second] = [geminiId(1), geminiId(2)];

describe("runs", () => {
  test("a session has its project's folder, its beginning and its title", async () => {
    const stage = stageOf({
      [file]: [
        header,
        geminiMessage(first, 1),
        { $set: { summary: "Greets people", lastUpdated: timeAt(2) } },
      ],
    });
    const items = await readFiles("GEMINI_DATA_DIR", {
      ...stage,
      "tmp/shop/.project_root": "/srv/work/shop\n",
    });
    expect(items.find(isRun)).toMatchObject({
      runId: "s1",
      startedAt: momentAt(0),
      title: "Greets people",
      project: { key: "folder/shop", name: "shop" },
      parentRunId: null,
    });
  });

  test("a sub-agent's file lies in its session's folder; the session's call says what it is", async () => {
    const agent = { agentId: "a1", resultDisplay: { agentName: "generalist" } };
    const items = await read({
      [`${chats}/s1/a1.jsonl`]: [
        geminiHeader("a1", 3, { kind: "subagent" }),
        geminiMessage(second, 4),
        { $set: { summary: "SECRET answer" } },
      ],
      [file]: [
        header,
        geminiMessage(first, 1, { toolCalls: [geminiCall("c1", 5, agent)] }),
        { $set: { summary: "Greets people" } },
      ],
    });
    expect(lineageOf(items)).toEqual(["a1 < s1 (s1)", "s1 < null (s1)"]);
    const runs = items
      .filter(isRun)
      .map(({ runId, agentType, title }) => [runId, agentType, title]);
    expect(runs.toSorted()).toEqual([
      ["a1", "generalist", null],
      ["s1", null, "Greets people"],
    ]);
  });
});

describe("tool calls", () => {
  const cases: { why: string; call: Line; outcome: string; durationMs?: number | null }[] = [
    { why: "it ended well", call: {}, outcome: "ok" },
    { why: "it failed", call: { status: "error" }, outcome: "failed" },
    { why: "the user said no", call: { status: "cancelled" }, outcome: "rejected" },
    {
      why: "it runs",
      call: { status: "executing" },
      outcome: "unfinished",
      durationMs: null,
    },
    {
      why: "a shell's exit code stands in its answer",
      call: geminiOutput("Output: SECRET\nExit Code: 1\nProcess Group PGID: 7"),
      outcome: "failed",
    },
    { why: "exit code 0", call: geminiOutput("Exit Code: 0"), outcome: "ok" },
    { why: "a code that is told of", call: geminiOutput("it said Exit Code: 1"), outcome: "ok" },
  ];

  test.each(cases)("$why", async ({ call, outcome, durationMs = 2_000 }) => {
    const message = geminiMessage(first, 1, { toolCalls: [geminiCall("c1", 3, call)] });
    expect(toolsOf(await read({ [file]: [header, message] }))).toEqual([
      { runId: "s1", key: "s1:c1", name: "run_shell_command", durationMs, outcome },
    ]);
  });
});
