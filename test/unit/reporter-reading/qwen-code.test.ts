import { describe, expect, test } from "vitest";
import { figuresOf, type Line, onlyUsage } from "./support/log-folder.ts";
import {
  qwenAgentLines,
  qwenAnswer,
  qwenCall,
  qwenId,
  qwenLines,
  qwenResult,
} from "./support/qwen-lines.ts";
import { expectNothingOf, expectSteady, growing, readFiles, stageOf } from "./support/stages.ts";

const file = "projects/-srv-shop/chats/s1.jsonl";
const agents = "projects/-srv-shop/subagents/s1";

const readIn = (files: Record<string, Line[]>) => readFiles("QWEN_DATA_DIR", stageOf(files));
const read = (lines: Line[]) => readIn({ [file]: lines });

describe("usage", () => {
  const cases: { why: string; usage: Line; counts: string; reasoning?: number }[] = [
    { why: "the prompt holds what was cached", usage: {}, counts: "40/10/60/0/0" },
    {
      why: "thoughts beside the answer: the total has them",
      usage: { thoughtsTokenCount: 4, totalTokenCount: 114 },
      counts: "40/14/60/0/0",
      reasoning: 4,
    },
    {
      why: "thoughts inside the answer: the total does not have them",
      usage: { thoughtsTokenCount: 4, totalTokenCount: 110 },
      counts: "40/10/60/0/0",
      reasoning: 4,
    },
    {
      why: "without a total thoughts are inside",
      usage: { thoughtsTokenCount: 4, totalTokenCount: undefined },
      counts: "40/10/60/0/0",
      reasoning: 4,
    },
    {
      why: "what was cached beside the prompt: the total has it",
      usage: { totalTokenCount: 170 },
      counts: "100/10/60/0/0",
    },
    {
      why: "both beside",
      usage: { thoughtsTokenCount: 4, totalTokenCount: 174 },
      counts: "100/14/60/0/0",
      reasoning: 4,
    },
    {
      why: "what tools put into the prompt",
      usage: { toolUsePromptTokenCount: 7, thoughtsTokenCount: 4, totalTokenCount: 121 },
      counts: "47/14/60/0/0",
      reasoning: 4,
    },
    {
      why: "counts of the wrong kind are none",
      usage: { promptTokenCount: "9", cachedContentTokenCount: -1, candidatesTokenCount: 10.9 },
      counts: "0/10/0/0/0",
    },
  ];

  test.each(cases)("$why", async ({ usage, counts, reasoning = 0 }) => {
    const items = await read([qwenAnswer(1, usage)]);
    expect(figuresOf(items)).toEqual([`s1 ${qwenId(1)} ${counts}`]);
    expect(onlyUsage(items)).toMatchObject({ reasoning, lowerBound: false });
  });

  const lines: { why: string; lines: Line[]; events: string[] }[] = [
    {
      why: "telemetry repeats a response, and only answers have usage",
      lines: [
        qwenAnswer(1),
        { ...qwenAnswer(2), type: "system", subtype: "ui_telemetry", of: "assistant" },
        { ...qwenAnswer(3), type: "user", before: "assistant" },
      ],
      events: [`s1 ${qwenId(1)} 40/10/60/0/0`],
    },
    {
      why: "a line that stands twice counts once",
      lines: [qwenAnswer(1), qwenAnswer(1)],
      events: [`s1 ${qwenId(1)} 40/10/60/0/0`],
    },
    {
      why: "an id that is none of its own is the session's",
      lines: [qwenAnswer(1, {}, { uuid: "m1" })],
      events: ["s1 s1:m1 40/10/60/0/0"],
    },
    {
      why: "the session is the file's",
      lines: [qwenAnswer(1, {}, { sessionId: "s9" })],
      events: [`s1 ${qwenId(1)} 40/10/60/0/0`],
    },
    {
      why: "an answer without usage",
      lines: [qwenCall(1, "c1", { usageMetadata: undefined })],
      events: [],
    },
  ];

  test.each(lines)("$why", async ({ lines: given, events }) => {
    expect(figuresOf(await read(given))).toEqual(events);
  });
});

describe("reading", () => {
  const all = { [`${agents}/agent-a.jsonl`]: qwenAgentLines, [file]: qwenLines };

  test("in steps is as at once", async () => {
    await expectSteady("QWEN_DATA_DIR", growing(all));
  });

  test("a file that was rewritten says what it says at last", async () => {
    const other = qwenCall(3, "a9", { usageMetadata: undefined });
    const stages = [qwenAgentLines, [other, qwenResult(4, "a9"), ...qwenAgentLines]];
    const name = `${agents}/agent-a.jsonl`;
    await expectSteady(
      "QWEN_DATA_DIR",
      stages.map((lines) => stageOf({ [name]: lines })),
    );
  });

  test("nothing of content is kept", async () => {
    expectNothingOf(await readIn(all), "SECRET");
  });

  test("what is broken costs nothing else", async () => {
    const broken = [
      '{"type": "assistant", "uuid": 7, "usageMetadata": {"promptTokenCount": 5}}',
      '{"type": "assistant", "uuid": "x", "usageMetadata": [], "message": {"parts": {}}}',
      '{"type": "assistant", "uuid": "x", "message": {"parts": [null, {"functionCall": "c"}]}}',
      '{"type": "tool_result", "toolCallResult": 3, "message": {"parts": [[]]}}',
      '{"type": "system", "subtype": "custom_title", "systemPayload": {"customTitle": {}}}',
      '{"__proto__": {"type": "assistant"}, "type": "assistant"}',
      '{"type": "assistant", "uuid"',
    ];
    const good = stageOf({ [file]: qwenLines })[file] ?? "";
    const text = good.replaceAll("\n", `\n${broken.join("\n")}\n`);
    expect(figuresOf(await readFiles("QWEN_DATA_DIR", { [file]: text }))).toEqual(
      figuresOf(await readFiles("QWEN_DATA_DIR", { [file]: good })),
    );
  });
});
