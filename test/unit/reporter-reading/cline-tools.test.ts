import { describe, expect, test } from "vitest";
import { type Line, toolsOf } from "./support/log-folder.ts";
import { secret } from "./support/log-steps.ts";
import { answer, call, readTask, request, second } from "./support/task-logs.ts";

const told = (at: number, ...texts: string[]): Line => ({
  role: "user",
  ts: second(at),
  content: texts.map((text) => ({ type: "text", text })),
});

const callsOf = async (messages: Line[]) =>
  toolsOf(await readTask({ ui_messages: [request(5)], api_conversation_history: messages }));

describe("tool calls", () => {
  test.each<[string, Line, string]>([
    ["an answer", {}, "ok"],
    ["an error", { is_error: true }, "failed"],
    ["the user's no", { content: "The user denied this operation." }, "rejected"],
    ["the user's no as JSON", { content: '{"status":"denied","message":""}' }, "rejected"],
    ["a failure as JSON", { content: '{"status":"error"}' }, "failed"],
    [
      "a failure in words",
      { content: [{ type: "text", text: "The tool execution failed with" }] },
      "failed",
    ],
    [
      "an exit code",
      { content: `Command executed in.\nExit code: 2\nOutput:\n${secret}` },
      "failed",
    ],
    ["an exit code of nothing", { content: "Command executed in.\nExit code: 0\nOutput:\n" }, "ok"],
    ["what a command printed", { content: "Command executed.\nOutput:\nExit code: 2" }, "ok"],
    ["nothing", { content: null }, "ok"],
  ])("%s", async (_, facts, outcome) => {
    expect(await callsOf([call(2), answer(5, facts)])).toEqual([
      { runId: "t", key: "t:c1", name: "read_file", durationMs: 3_000, outcome },
    ]);
  });

  test("one without an answer goes on", async () => {
    expect(await callsOf([call(2)])).toMatchObject([{ outcome: "unfinished", durationMs: null }]);
  });

  test.each<[string, Line[]]>([
    ["no time", [{ ...call(1), ts: null }]],
    ["no name", [call(1, { name: null })]],
    ["no id", [call(1, { id: null })]],
    ["an answer to nothing", [answer(2)]],
    ["a text of the user", [told(2, "look: [read_file] Result: x")]],
    ["a text of the model", [{ ...told(2, "[read_file] Result:"), role: "assistant" }]],
  ])("%s: none", async (_, messages) => expect(await callsOf(messages)).toEqual([]));

  test("what a tool answered is none, whatever it looks like", async () => {
    const messages = [
      { role: "assistant", ts: second(2), content: secret },
      told(
        6,
        "[read_file for 'x'] Result:",
        `[${secret.toLowerCase().replaceAll(/[^a-z]/g, "_")}] Result:`,
      ),
    ];
    expect(await callsOf(messages)).toMatchObject([{ name: "read_file" }]);
  });

  test.each<[string, string[], string]>([
    ["[execute_command for 'ls CANARY-9f3c'] Result:", ["\nfine"], "ok"],
    ["[execute_command] Result:\n\nThe user denied this operation.", [], "rejected"],
    ["[execute_command for 'a\\'b'] Result:", ["The tool execution failed with: x"], "failed"],
    ["[execute_command] Result:\n<error>no</error>", [], "failed"],
  ])("by text: %s %j", async (head, rest, outcome) => {
    const messages = [
      { role: "assistant", ts: second(2), content: secret },
      told(6, head, ...rest),
    ];
    expect(await callsOf(messages)).toEqual([
      {
        runId: "t",
        key: `t:${second(6)}:0`,
        name: "execute_command",
        durationMs: 4_000,
        outcome,
      },
    ]);
  });
});
