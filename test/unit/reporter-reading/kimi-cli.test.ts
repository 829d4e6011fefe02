import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isRun } from "#test/support/open-logs.ts";
import { momentAt } from "./support/claude-lines.ts";
import {
  wire,
  wireCall,
  wireLines,
  wireOfAgent,
  wireResult,
  wireStatus,
} from "./support/kimi-lines.ts";
import { figuresOf, type Line, lineageOf, onlyUsage, toolsOf } from "./support/log-folder.ts";
import { expectNothingOf, expectSteady, growing, readFiles, stageOf } from "./support/stages.ts";

const hash = createHash("md5").update("/srv/SECRET/shop").digest("hex");
const folder = `sessions/${hash}/s1`;
const file = `${folder}/wire.jsonl`;

const readIn = (files: Record<string, Line[]>) => readFiles("KIMI_SHARE_DIR", stageOf(files));
const read = (lines: Line[]) => readIn({ [file]: lines });

describe("usage", () => {
  const cases: { why: string; lines: Line[]; events: string[] }[] = [
    {
      why: "the buckets are disjoint",
      lines: [wireStatus("m1", 1)],
      events: ["s1 m1 40/10/60/5/0"],
    },
    {
      why: "an update that stands twice counts once",
      lines: [wireStatus("m1", 1), wireStatus("m1", 2)],
      events: ["s1 m1 40/10/60/5/0"],
    },
    {
      why: "responses without an id are counted",
      lines: [wireStatus(null, 1), wireStatus(null, 1)],
      events: ["s1 s1:status:1 40/10/60/5/0", "s1 s1:status:2 40/10/60/5/0"],
    },
    {
      why: "an update of the context alone is no response",
      lines: [wire("StatusUpdate", 1, { context_usage: 0.5, token_usage: null })],
      events: [],
    },
    {
      why: "counts of the wrong kind are none",
      lines: [wireStatus("m1", 1, { input_other: "9", output: -1 })],
      events: ["s1 m1 0/0/60/5/0"],
    },
  ];

  test.each(cases)("$why", async ({ lines, events }) => {
    expect(figuresOf(await read(lines))).toEqual(events);
  });

  test("times are seconds; no line tells the model", async () => {
    const items = await read([wireStatus("m1", 1)]);
    expect(onlyUsage(items)).toMatchObject({ occurredAt: momentAt(1), model: null });
  });
});

describe("runs", () => {
  test("the folder's list tells where a session works, its state its title", async () => {
    const items = await readFiles("KIMI_SHARE_DIR", {
      ...stageOf({ [file]: [wireStatus("m1", 1)] }),
      [`${folder}/state.json`]: JSON.stringify({ custom_title: "Greets", approval: "SECRET" }),
      "kimi.json": JSON.stringify({
        work_dirs: [null, { path: "/other" }, { path: "/srv/SECRET/shop" }],
      }),
    });
    expect(items.find(isRun)).toMatchObject({
      runId: "s1",
      startedAt: momentAt(1),
      title: "Greets",
      project: { name: "shop" },
    });
  });

  test("a sub-agent's events stand in its own file and in its session's, and count once", async () => {
    const agent = { agent_id: "a1", subagent_type: "coder" };
    const lines = [
      wire("TurnBegin", 1),
      wireCall("c1", 2),
      wireStatus("m2", 3),
      wireStatus(null, 4),
    ];
    const items = await readIn({
      [file]: [wireStatus("m1", 1), ...lines.map((line) => wireOfAgent(agent, line))],
      [`${folder}/subagents/a1/wire.jsonl`]: [...lines, wireResult("c1", 5)],
    });
    expect(figuresOf(items)).toEqual([
      "s1 m1 40/10/60/5/0",
      "s1:a1 m2 40/10/60/5/0",
      "s1:a1 s1:a1:status:1 40/10/60/5/0",
    ]);
    expect(lineageOf(items)).toEqual(["s1 < null (s1)", "s1:a1 < s1 (s1)"]);
    expect(items.filter(isRun).map(({ agentType }) => agentType)).toContain("coder");
    expect(toolsOf(items)).toMatchObject([{ runId: "s1:a1", outcome: "ok", durationMs: 3_000 }]);
  });

  test.each([{ parent_tool_call_id: "t1" }, { task_tool_call_id: "t1" }])(
    "first versions know a sub-agent by its call: %o",
    async (agent) => {
      const items = await read([wireStatus("m1", 1), wireOfAgent(agent, wireStatus("m2", 2))]);
      expect(lineageOf(items)).toEqual(["s1 < null (s1)", "s1:t1 < s1 (s1)"]);
    },
  );

  test("a sub-agent's sub-agent is one of the session's", async () => {
    const inner = wireOfAgent({ agent_id: "a2" }, wireStatus("m2", 2));
    const items = await read([wireStatus("m1", 1), wireOfAgent({ agent_id: "a1" }, inner)]);
    expect(figuresOf(items)).toContain("s1:a2 m2 40/10/60/5/0");
  });
});

const answer = (type: string, response: string) => wire(type, 2, { request_id: "q1", response });

describe("tool calls", () => {
  const call = wireCall("c1", 1);
  const asked = wire("ApprovalRequest", 1, { id: "q1", tool_call_id: "c1", description: "SECRET" });
  const cases: { why: string; lines: Line[]; outcome: string; durationMs?: number | null }[] = [
    { why: "it ended well", lines: [call, wireResult("c1", 3)], outcome: "ok" },
    { why: "it failed", lines: [call, wireResult("c1", 3, { is_error: true })], outcome: "failed" },
    {
      why: "it failed, in the first versions",
      lines: [call, wire("ToolResult", 3, { tool_call_id: "c1", result: { is_error: true } })],
      outcome: "failed",
    },
    {
      why: "the user said no",
      lines: [call, asked, answer("ApprovalResponse", "reject"), wireResult("c1", 3)],
      outcome: "rejected",
    },
    {
      why: "the user said no, in the first versions",
      lines: [call, asked, answer("ApprovalRequestResolved", "reject"), wireResult("c1", 3)],
      outcome: "rejected",
    },
    {
      why: "the user said yes",
      lines: [call, asked, answer("ApprovalResponse", "approve"), wireResult("c1", 3)],
      outcome: "ok",
    },
    { why: "it goes on", lines: [call], outcome: "unfinished", durationMs: null },
  ];

  test.each(cases)("$why", async ({ lines, outcome, durationMs = 2_000 }) => {
    expect(toolsOf(await read([wireStatus("m1", 0), ...lines]))).toEqual([
      { runId: "s1", key: "s1:0:c1", name: "Shell", durationMs, outcome },
    ]);
  });

  test("another turn may use an id again", async () => {
    const tools = toolsOf(await read(wireLines));
    expect(tools.map(({ key, outcome }) => `${key} ${outcome}`)).toEqual([
      "s1:1:Shell:0 ok",
      "s1:2:Shell:0 failed",
    ]);
  });
});

describe("reading", () => {
  test("in steps is as at once", async () => {
    await expectSteady("KIMI_SHARE_DIR", growing({ [file]: wireLines }));
  });

  test("a file that was rewritten begins again", async () => {
    const stages = [wireLines, [wireStatus("m0", 0), ...wireLines]];
    await expectSteady(
      "KIMI_SHARE_DIR",
      stages.map((lines) => stageOf({ [file]: lines })),
    );
  });

  test("nothing of content is kept", async () => {
    expectNothingOf(await read(wireLines), "SECRET");
  });

  test("what is broken costs nothing else", async () => {
    const broken = [
      '{"timestamp": "x", "message": {"type": "StatusUpdate", "payload": []}}',
      '{"message": {"type": "SubagentEvent", "payload": {"event": {"type": "StatusUpdate"}}}}',
      '{"message": {"type": "ToolCall", "payload": {"id": 7, "function": null}}}',
      '{"message": {"type": "ToolResult", "payload": {"tool_call_id": "__proto__"}}}',
      '{"message": {"type": "ApprovalResponse", "payload": {"request_id": "constructor"}}}',
      '{"__proto__": {"message": {"type": "StatusUpdate"}}}',
      '{"message": {"type": "StatusUpdate"',
    ];
    const good = stageOf({ [file]: wireLines })[file] ?? "";
    const text = good.replaceAll("\n", `\n${broken.join("\n")}\n`);
    expect(figuresOf(await readFiles("KIMI_SHARE_DIR", { [file]: text }))).toEqual(
      figuresOf(await readFiles("KIMI_SHARE_DIR", { [file]: good })),
    );
  });
});
