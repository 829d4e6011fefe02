import { describe, expect, test } from "vitest";
import { isRun, isUsage } from "#test/support/open-logs.ts";
import { momentAt } from "./support/claude-lines.ts";
import { figuresOf, type Line, lineageOf, onlyUsage, toolsOf } from "./support/log-folder.ts";
import {
  qwenAgentLines,
  qwenAnswer,
  qwenCall,
  qwenId,
  qwenResult,
  qwenTitle,
} from "./support/qwen-lines.ts";
import { expectNothingOf, readFiles, stageOf } from "./support/stages.ts";

const chats = "projects/-srv-shop/chats";
const file = `${chats}/s1.jsonl`;
const agents = "projects/-srv-shop/subagents/s1";

const readIn = (files: Record<string, Line[]>) => readFiles("QWEN_DATA_DIR", stageOf(files));
const read = (lines: Line[]) => readIn({ [file]: lines });

describe("runs", () => {
  test("a session has what its lines tell, and its last title", async () => {
    const items = await read([qwenAnswer(1), qwenTitle(2, "first"), qwenTitle(3, "last")]);
    expect(onlyUsage(items)).toMatchObject({ model: "qwen3-coder-plus", occurredAt: momentAt(1) });
    expect(items.find(isRun)).toMatchObject({
      runId: "s1",
      startedAt: momentAt(1),
      project: { name: "shop" },
      version: "0.21.13",
      branch: "main",
      title: "last",
    });
  });

  test("a branch copies its parent's lines: each counts once, for the parent", async () => {
    const forkedFrom = { sessionId: "s1", messageUuid: qwenId(1) };
    const copies = [qwenCall(1, "c1"), qwenResult(2, "c1", { status: "success" })];
    const items = await readIn({
      [`${chats}/a-branch.jsonl`]: [
        ...copies.map((line) => ({ ...line, sessionId: "a-branch", forkedFrom })),
        qwenAnswer(5, {}, { sessionId: "a-branch" }),
      ],
      // The parent was gone before the call's end was written.
      [file]: copies.slice(0, 1),
    });
    expect(figuresOf(items)).toEqual([
      `a-branch ${qwenId(5)} 40/10/60/0/0`,
      `s1 ${qwenId(1)} 40/10/60/0/0`,
    ]);
    const began = items.filter(isRun).map(({ runId, startedAt }) => [runId, startedAt]);
    expect(began).toEqual([
      ["a-branch", momentAt(5)],
      ["s1", momentAt(1)],
    ]);
    expect(toolsOf(items)).toMatchObject([{ runId: "s1", key: "s1:c1", outcome: "ok" }]);
  });

  test("a branch whose parent is gone has it all", async () => {
    const forkedFrom = { sessionId: "s0", messageUuid: qwenId(1) };
    const items = await read([qwenAnswer(1, {}, { forkedFrom }), qwenAnswer(2)]);
    expect(figuresOf(items)).toHaveLength(2);
  });
});

describe("background agents", () => {
  const agent = `${agents}/agent-explore-1.jsonl`;

  test("are runs of their session, and lack what rounds used that only call tools", async () => {
    const again = qwenCall(8, "a2", { usageMetadata: undefined });
    const lines = qwenAgentLines.toSpliced(3, 0, again, qwenResult(8, "a2"));
    const items = await readIn({ [agent]: lines, [file]: [qwenAnswer(1)] });
    expect(lineageOf(items)).toEqual(["s1 < null (s1)", "s1:explore-1 < s1 (s1)"]);
    expect(items.filter(isRun).map(({ agentType }) => agentType)).toEqual([null, "explore"]);
    const bounds = items.filter(isUsage).map(({ key, lowerBound }) => [key, lowerBound]);
    expect(bounds).toEqual([
      [`qwen-code:${qwenId(1)}`, false],
      [`qwen-code:${qwenId(7)}`, true],
      [`qwen-code:${qwenId(8)}`, true],
      [`qwen-code:${qwenId(9)}`, false],
    ]);
  });

  test("a round that told its usage with its text lacks nothing", async () => {
    const call = qwenCall(3, "a1", { usageMetadata: undefined });
    const again = qwenCall(4, "a2", { usageMetadata: undefined });
    const items = await readIn({ [agent]: [qwenAnswer(2), call, again, qwenResult(5, "a1")] });
    expect(figuresOf(items)).toEqual([`s1:explore-1 ${qwenId(2)} 40/10/60/0/0`]);
  });

  test("have their model, kind and parent from the file beside theirs", async () => {
    const facts = {
      model: "qwen-flash",
      agentType: "Explore",
      parentAgentId: "gen.1",
      x: "SECRET",
    };
    const items = await readFiles("QWEN_DATA_DIR", {
      ...stageOf({
        [`${agents}/agent-gen_1.jsonl`]: qwenAgentLines.slice(0, 2),
        [agent]: [qwenAnswer(9, {}, { model: undefined })],
        [file]: [qwenAnswer(1)],
      }),
      [agent.replace("jsonl", "meta.json")]: JSON.stringify(facts),
    });
    expect(lineageOf(items)).toContain("s1:explore-1 < s1:gen_1 (s1)");
    const run = items.filter(isRun).find(({ runId }) => runId === "s1:explore-1");
    expect(run).toMatchObject({ agentType: "Explore" });
    const models = items.filter(isUsage).map(({ runId, model }) => `${runId} ${model}`);
    expect(models).toContain("s1:explore-1 qwen-flash");
    expectNothingOf(items, "SECRET");
  });
});

describe("tool calls", () => {
  const failed: Line = {
    message: { parts: [{ functionResponse: { response: { error: "SECRET" } } }] },
  };
  const cases: { why: string; line: Line; outcome: string; durationMs?: number | null }[] = [
    { why: "success", line: qwenResult(3, "c1", { status: "success" }), outcome: "ok" },
    { why: "error", line: qwenResult(3, "c1", { status: "error" }), outcome: "failed" },
    {
      why: "the user's no",
      line: qwenResult(3, "c1", { status: "cancelled" }),
      outcome: "rejected",
    },
    { why: "no status", line: qwenResult(3, "c1"), outcome: "ok" },
    { why: "no status, an error", line: { ...qwenResult(3, "c1"), ...failed }, outcome: "failed" },
    {
      why: "its response alone names it",
      line: qwenResult(3, "c1", { callId: undefined }),
      outcome: "ok",
    },
    {
      why: "it was measured",
      line: qwenResult(3, "c1", { status: "success", durationMs: 44 }),
      outcome: "ok",
      durationMs: 44,
    },
    {
      why: "it goes on",
      line: qwenResult(3, "c1", { status: "executing" }),
      outcome: "unfinished",
      durationMs: null,
    },
    { why: "another's", line: qwenResult(3, "c9"), outcome: "unfinished", durationMs: null },
  ];

  test.each(cases)("$why", async ({ line, outcome, durationMs = 2_000 }) => {
    expect(toolsOf(await read([qwenCall(1, "c1"), line]))).toEqual([
      { runId: "s1", key: "s1:c1", name: "read_file", durationMs, outcome },
    ]);
  });
});
