import { describe, expect, test } from "vitest";
import { code, codeCall, codeRecord, codeResult } from "./support/kimi-lines.ts";
import { type Line, toolsOf } from "./support/log-folder.ts";
import { readFiles, stageOf } from "./support/stages.ts";

const file = "sessions/wd_shop_ac3b/session_1/agents/main/wire.jsonl";
const run = "session_1";
const read = (lines: Line[]) => readFiles("KIMI_CODE_HOME", stageOf({ [file]: lines }));

const decided = (decision: string) =>
  code("permission.record_approval_result", 1, {
    toolCallId: "Bash_0",
    action: "SECRET",
    result: { decision },
  });

describe("tool calls", () => {
  const call = codeCall("Bash_0", 1);
  const cases: { why: string; lines: Line[]; outcome: string; durationMs?: number | null }[] = [
    { why: "it ended well", lines: [call, codeResult("Bash_0", 3)], outcome: "ok" },
    {
      why: "it failed",
      lines: [call, codeResult("Bash_0", 3, { isError: true })],
      outcome: "failed",
    },
    {
      why: "the user said yes",
      lines: [decided("approved"), call, codeResult("Bash_0", 3)],
      outcome: "ok",
    },
    {
      why: "the user said no",
      lines: [decided("rejected"), call, codeResult("Bash_0", 3, { isError: true })],
      outcome: "rejected",
    },
    {
      why: "the first result counts",
      lines: [call, codeResult("Bash_0", 3), codeResult("Bash_0", 9, { isError: true })],
      outcome: "ok",
    },
    { why: "it goes on", lines: [call], outcome: "unfinished", durationMs: null },
  ];

  test.each(cases)("$why", async ({ lines, outcome, durationMs = 2_000 }) => {
    expect(toolsOf(await read([codeRecord(0), ...lines]))).toEqual([
      { runId: run, key: `${run}:0:Bash_0`, name: "Bash", durationMs, outcome },
    ]);
  });

  test("another turn may use an id again", async () => {
    const again = [codeCall("Bash_0", 4, "1"), codeResult("Bash_0", 5, { isError: true })];
    const tools = toolsOf(await read([codeRecord(0), call, codeResult("Bash_0", 3), ...again]));
    expect(tools.map(({ key, outcome }) => `${key} ${outcome}`)).toEqual([
      `${run}:0:Bash_0 ok`,
      `${run}:1:Bash_0 failed`,
    ]);
  });
});
