import { describe, expect, test } from "vitest";
import { isRun } from "#test/support/open-logs.ts";
import { momentAt } from "./support/claude-lines.ts";
import {
  copilotEvent,
  copilotMessage,
  copilotStart,
  copilotToolEnd,
  copilotToolStart,
} from "./support/copilot-lines.ts";
import { type Line, lineageOf, timesOf, toolsOf } from "./support/log-folder.ts";
import { readFiles, stageOf } from "./support/stages.ts";

const file = "session-state/s1/events.jsonl";
const message = copilotMessage("a", 1, 10);
const read = (lines: Line[]) =>
  readFiles("COPILOT_HOME", stageOf({ [file]: [copilotStart("s1", 0), message, ...lines] }));

describe("runs", () => {
  test("a session has what its first line tells", async () => {
    expect((await read([])).find(isRun)).toMatchObject({
      runId: "s1",
      rootRunId: "s1",
      startedAt: momentAt(0),
      project: { name: "shop" },
      version: "1.0.91",
      title: null,
      branch: "main",
      headCommit: "0123456789abcdef",
    });
  });

  test("a head that is none is not told", async () => {
    const start = copilotStart("s1", 0, { context: { headCommit: "SECRET", branch: 7 } });
    const items = await readFiles("COPILOT_HOME", stageOf({ [file]: [start, message] }));
    expect(items.find(isRun)).toMatchObject({ headCommit: null, branch: null });
  });

  test("a sub-agent is a run of its session, with its tools; what it used is the session's", async () => {
    const items = await read([
      copilotEvent("subagent.started", 2, { toolCallId: "t1", agentName: "explore" }),
      copilotMessage("b", 3, { outputTokens: 5, parentToolCallId: "t1" }),
      copilotToolStart("t2", 3, { parentToolCallId: "t1" }),
      copilotToolEnd("t2", 4, { parentToolCallId: "t1" }),
    ]);
    expect(lineageOf(items)).toEqual(["s1 < null (s1)", "s1:t1 < s1 (s1)"]);
    expect(items.filter(isRun)[1]).toMatchObject({ agentType: "explore" });
    expect(toolsOf(items).map(({ runId }) => runId)).toEqual(["s1:t1"]);
  });

  test("a sub-agent that did nothing is no run", async () => {
    const items = await read([copilotEvent("subagent.started", 2, { toolCallId: "t1" })]);
    expect(lineageOf(items)).toEqual(["s1 < null (s1)"]);
  });
});

describe("tool calls", () => {
  const asked = copilotMessage("b", 2, {
    outputTokens: 5,
    toolRequests: [{ toolCallId: "t1", name: "grep" }],
  });
  const start = copilotToolStart("t1", 3);
  const cases: {
    why: string;
    lines: Line[];
    told?: { name?: string; durationMs: number | null; outcome: string };
  }[] = [
    {
      why: "it ended well",
      lines: [asked, start, copilotToolEnd("t1", 5)],
      told: { durationMs: 2_000, outcome: "ok" },
    },
    {
      why: "it failed",
      lines: [start, copilotToolEnd("t1", 5, { success: false, error: { code: "failure" } })],
      told: { durationMs: 2_000, outcome: "failed" },
    },
    {
      why: "the user said no",
      lines: [start, copilotToolEnd("t1", 5, { success: false, error: { code: "rejected" } })],
      told: { durationMs: 2_000, outcome: "rejected" },
    },
    {
      why: "a shell's exit code",
      lines: [start, copilotToolEnd("t1", 5, { shellExecution: { exitCode: 2 } })],
      told: { durationMs: 2_000, outcome: "failed" },
    },
    { why: "it goes on", lines: [start], told: { durationMs: null, outcome: "unfinished" } },
    {
      why: "only its message tells its name",
      lines: [asked, copilotToolEnd("t1", 5)],
      told: { name: "grep", durationMs: 3_000, outcome: "ok" },
    },
    { why: "it was asked for and never began", lines: [asked] },
    { why: "its end alone has no name", lines: [copilotToolEnd("t1", 5)] },
  ];

  test.each(cases)("$why", async ({ lines, told }) => {
    const expected = told ? [{ runId: "s1", key: "s1:t1", name: "bash", ...told }] : [];
    expect(toolsOf(await read(lines))).toEqual(expected);
  });

  test("how long the tool ran is told beside what the lines span", async () => {
    const end = copilotToolEnd("t1", 5, { toolTelemetry: { metrics: { durationMs: 44 } } });
    expect(timesOf(await read([start, end]))).toEqual([
      { outcome: "ok", durationMs: 2_000, ranMs: 44 },
    ]);
  });
});
