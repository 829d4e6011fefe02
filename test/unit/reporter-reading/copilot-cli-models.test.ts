import { describe, expect, test } from "vitest";
import { isUsage } from "#test/support/open-logs.ts";
import { momentAt } from "./support/claude-lines.ts";
import {
  type CopilotCounts,
  copilotEvent,
  copilotFigures,
  copilotMessage,
  copilotShutdown,
  copilotStart,
} from "./support/copilot-lines.ts";
import { type Line, onlyUsage } from "./support/log-folder.ts";
import { readFiles, stageOf } from "./support/stages.ts";

const read = (lines: Line[]) =>
  readFiles("COPILOT_HOME", stageOf({ "session-state/s1/events.jsonl": lines }));

const unnamed = (id: string, at: number, output: number) =>
  copilotMessage(id, at, { outputTokens: output, model: undefined });

const shutdown = (models: Record<string, CopilotCounts>, facts: Line) =>
  read([copilotStart("s1", 0), copilotShutdown(1, models, facts)]);

const counts: CopilotCounts = [100, 0, 0, 10];

describe("models", () => {
  const cases: { why: string; lines: Line[]; events: string[] }[] = [
    {
      why: "a message that names none has its session's",
      lines: [copilotEvent("session.model_change", 1, { newModel: "o9" }), unnamed("a", 2, 10)],
      events: ["o9:0 0/10/0/0/0 or more"],
    },
    {
      why: "a sub-agent's message that names none does not have its session's",
      lines: [copilotMessage("a", 2, { outputTokens: 7, model: null, parentToolCallId: "t1" })],
      events: ["?:0 0/7/0/0/0 or more"],
    },
    {
      why: "what auto came to",
      lines: [
        copilotEvent("session.model_change", 1, { newModel: "auto" }),
        copilotEvent("session.auto_mode_resolved", 1, { chosenModel: "o9" }),
        unnamed("a", 2, 10),
      ],
      events: ["o9:0 0/10/0/0/0 or more"],
    },
    {
      why: "nobody tells: the shutdown completes the same event and names it",
      lines: [
        copilotEvent("session.model_change", 1, { newModel: "auto" }),
        unnamed("a", 2, 10),
        copilotShutdown(3, { o9: [100, 0, 0, 10] }),
      ],
      events: ["?:0 100/10/0/0/0"],
    },
    {
      why: "the shutdown calls it otherwise: nothing stands twice",
      lines: [
        copilotMessage("a", 2, { outputTokens: 10, model: "o9-2026" }),
        copilotMessage("b", 2, { outputTokens: 90, model: "o8-2026" }),
        copilotShutdown(3, { o8: [100, 0, 0, 90], o9: [100, 0, 0, 10] }),
      ],
      events: ["o8-2026:0 100/90/0/0/0", "o9-2026:0 100/10/0/0/0"],
    },
    {
      why: "two names for what the shutdown has as one",
      lines: [
        copilotEvent("session.model_change", 1, { newModel: "auto" }),
        unnamed("a", 2, 10),
        copilotMessage("b", 2, 20),
        copilotShutdown(3, { "gpt-5": [100, 0, 0, 30] }),
      ],
      events: ["gpt-5:0 100/30/0/0/0"],
    },
  ];

  test.each(cases)("$why", async ({ lines, events }) => {
    expect(copilotFigures(await read([copilotStart("s1", 0), ...lines]))).toEqual(events);
  });

  test("an event that was named by the shutdown has its model", async () => {
    const lines = [
      copilotStart("s1", 0, { selectedModel: "auto" }),
      unnamed("a", 1, 10),
      copilotShutdown(2, { o9: [100, 0, 0, 10] }),
    ];
    expect(onlyUsage(await read(lines))).toMatchObject({ model: "o9", occurredAt: momentAt(1) });
    expect(onlyUsage(await read(lines.slice(0, 2)))).toMatchObject({ model: null });
  });
});

describe("the vendor's cost", () => {
  test("of one model is its session's; an AI unit is a cent", async () => {
    const items = await shutdown({ "gpt-5": counts }, { totalNanoAiu: 3_236_385_000 });
    expect(onlyUsage(items).vendorCostNanoUsd).toBe(32_363_850);
  });

  test("may be more than any count of tokens", async () => {
    const items = await shutdown({ "gpt-5": counts }, { totalNanoAiu: 1_510_581_560_000 });
    expect(onlyUsage(items).vendorCostNanoUsd).toBe(15_105_815_600);
  });

  test("of several models is told of none", async () => {
    const items = await shutdown({ a: counts, b: counts }, { totalNanoAiu: 5_000 });
    expect(items.filter(isUsage).map((one) => one.vendorCostNanoUsd)).toEqual([null, null]);
  });

  test("is the model's own where it is told", async () => {
    const usage = { inputTokens: 1 };
    const modelMetrics = { a: { usage, totalNanoAiu: 500 }, b: { usage, totalNanoAiu: 700 } };
    const items = await shutdown({}, { modelMetrics });
    expect(items.filter(isUsage).map((one) => one.vendorCostNanoUsd)).toEqual([5, 7]);
  });
});
