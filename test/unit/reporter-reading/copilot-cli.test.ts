import { describe, expect, test } from "vitest";
import {
  copilotEvent,
  copilotFigures,
  copilotLines,
  copilotMessage,
  copilotShutdown,
  copilotStart,
} from "./support/copilot-lines.ts";
import { figuresOf, type Line } from "./support/log-folder.ts";
import { expectNothingOf, expectSteady, growing, readFiles, stageOf } from "./support/stages.ts";

const file = "session-state/s1/events.jsonl";
const read = (lines: Line[], name = file) => readFiles("COPILOT_HOME", stageOf({ [name]: lines }));

describe("stretches between shutdowns", () => {
  const cases: { why: string; lines: Line[]; events: string[] }[] = [
    {
      why: "without a shutdown the outputs are all that is known",
      lines: [copilotMessage("a", 1, 10), copilotMessage("b", 2, 5)],
      events: ["gpt-5:0 0/15/0/0/0 or more"],
    },
    {
      why: "a shutdown completes the same event; input is what stands beside the cache",
      lines: [copilotMessage("a", 1, 10), copilotShutdown(2, { "gpt-5": [100, 60, 15, 10, 4] })],
      events: ["gpt-5:0 25/10/60/15/0"],
    },
    {
      why: "counters go on over resumes: a shutdown adds what they rose by",
      lines: [
        copilotMessage("a", 1, 10),
        copilotShutdown(2, { "gpt-5": [100, 60, 0, 10] }),
        copilotMessage("b", 3, 5),
        copilotShutdown(4, { "gpt-5": [300, 200, 0, 15] }),
      ],
      events: ["gpt-5:0 40/10/60/0/0", "gpt-5:1 60/5/140/0/0"],
    },
    {
      why: "a killed resume is a lower bound beside what was whole",
      lines: [
        copilotMessage("a", 1, 10),
        copilotShutdown(2, { "gpt-5": [100, 60, 0, 10] }),
        copilotMessage("b", 3, 5),
      ],
      events: ["gpt-5:0 40/10/60/0/0", "gpt-5:1 0/5/0/0/0 or more"],
    },
    {
      why: "counters that fell began again",
      lines: [
        copilotShutdown(2, { "gpt-5": [100, 60, 0, 10] }),
        copilotShutdown(4, { "gpt-5": [80, 0, 0, 12] }),
      ],
      events: ["gpt-5:0 40/10/60/0/0", "gpt-5:1 80/12/0/0/0"],
    },
    {
      why: "a shutdown that says nothing new adds nothing",
      lines: [
        copilotShutdown(2, { "gpt-5": [100, 60, 0, 10] }),
        copilotShutdown(4, { "gpt-5": [100, 60, 0, 10] }),
      ],
      events: ["gpt-5:0 40/10/60/0/0"],
    },
    {
      why: "each model has its own",
      lines: [
        copilotMessage("a", 1, 10),
        copilotMessage("b", 2, {
          outputTokens: 7,
          model: "claude-haiku-4.5",
          parentToolCallId: "t",
        }),
        copilotShutdown(3, { "gpt-5": [100, 0, 0, 10], "claude-haiku-4.5": [50, 0, 0, 7] }),
      ],
      events: ["claude-haiku-4.5:0 50/7/0/0/0", "gpt-5:0 100/10/0/0/0"],
    },
    {
      why: "a message in several lines counts once",
      lines: [
        copilotMessage("a", 1, 10),
        copilotMessage("a", 2, { outputTokens: 10, chunkIndex: 1 }),
      ],
      events: ["gpt-5:0 0/10/0/0/0 or more"],
    },
    {
      why: "a shutdown without usage completes nothing",
      lines: [
        copilotMessage("a", 1, 10),
        copilotEvent("session.shutdown", 2, { modelMetrics: { "gpt-5": { requests: 2 } } }),
      ],
      events: ["gpt-5:0 0/10/0/0/0 or more"],
    },
    {
      why: "a message that does not tell its output is one nevertheless",
      lines: [copilotEvent("assistant.message", 1, { messageId: "a", model: "gpt-5" })],
      events: ["gpt-5:0 0/0/0/0/0 or more"],
    },
    { why: "a session without an answer", lines: [], events: [] },
  ];

  test.each(cases)("$why", async ({ lines, events }) => {
    expect(copilotFigures(await read([copilotStart("s1", 0), ...lines]))).toEqual(events);
  });
});

describe("reading", () => {
  test("in steps is as at once", async () => {
    await expectSteady("COPILOT_HOME", growing({ [file]: copilotLines }));
  });

  test("a log that was rewritten begins again", async () => {
    const [start, ...rest] = copilotLines;
    const stages = [copilotLines, [start ?? {}, copilotEvent("session.info", 1), ...rest]];
    await expectSteady(
      "COPILOT_HOME",
      stages.map((lines) => stageOf({ [file]: lines })),
    );
  });

  test("the first versions' files are the sessions'", async () => {
    const items = await read([copilotMessage("a", 1, 10)], "session-state/s7.jsonl");
    expect(figuresOf(items)).toEqual(["s7 s7:gpt-5:0 0/10/0/0/0"]);
  });

  test("nothing of content is kept", async () => {
    expectNothingOf(await read(copilotLines), "SECRET");
  });

  test("what is broken costs nothing else", async () => {
    const broken = [
      '{"type": "session.shutdown", "data": {"modelMetrics": []}}',
      '{"type": "assistant.message", "data": "text"}',
      '{"type": "tool.execution_complete", "data": {"toolCallId": {}}}',
      '{"type": "session.model_change", "data": {"newModel": 7}}',
      '{"type": "constructor", "data": {}}',
      '{"type": "session.info", "__proto__": {"data": {}}}',
      '{"type": "session.sh',
      "[]",
    ];
    const good = stageOf({ [file]: copilotLines })[file] ?? "";
    // A broken shutdown is one nevertheless: it stands at the end.
    const [shutdown, ...others] = broken;
    const text = good.replaceAll("\n", `\n${others.join("\n")}\n`) + `${shutdown}\n`;
    expect(figuresOf(await readFiles("COPILOT_HOME", { [file]: text }))).toEqual(
      figuresOf(await readFiles("COPILOT_HOME", { [file]: good })),
    );
  });

  test("models may be called as what every object has", async () => {
    const models = JSON.parse('{"__proto__": [10, 0, 0, 1], "constructor": [20, 0, 0, 2]}');
    const line = `${JSON.stringify(copilotStart("s1", 0))}\n${JSON.stringify(copilotShutdown(1, {}))}`;
    const metrics = JSON.stringify(models)
      .replaceAll(
        /\[(\d+), ?0, ?0, ?(\d+)\]/g,
        '{"usage": {"inputTokens": $1, "outputTokens": $2}}',
      )
      .replaceAll(/\[(\d+),0,0,(\d+)\]/g, '{"usage": {"inputTokens": $1, "outputTokens": $2}}');
    const text = line.replace('"modelMetrics":{}', `"modelMetrics":${metrics}`);
    expect(figuresOf(await readFiles("COPILOT_HOME", { [file]: `${text}\n` }))).toEqual([
      "s1 s1:__proto__:0 10/1/0/0/0",
      "s1 s1:constructor:0 20/2/0/0/0",
    ]);
  });
});
