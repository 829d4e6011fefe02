import { timeAt } from "./claude-lines.ts";
import type { Line } from "./log-folder.ts";

/** An id such as the client gives each line. */
export const qwenId = (number: number) => `0000000${number}-aaaa-4bbb-8ccc-000000000000`;

export const qwenLine = (type: string, number: number, facts: Line = {}): Line => ({
  uuid: qwenId(number),
  parentUuid: null,
  sessionId: "s1",
  timestamp: timeAt(number),
  type,
  cwd: "/srv/SECRET/shop",
  version: "0.21.13",
  gitBranch: "main",
  ...facts,
});

/** A response: 100 tokens in, 60 of them cached, 10 out; name only what the test is about. */
export const qwenAnswer = (number: number, usage: Line = {}, facts: Line = {}): Line =>
  qwenLine("assistant", number, {
    model: "qwen3-coder-plus",
    message: { role: "model", parts: [{ text: "SECRET answer" }] },
    usageMetadata: {
      promptTokenCount: 100,
      candidatesTokenCount: 10,
      cachedContentTokenCount: 60,
      totalTokenCount: 110,
      ...usage,
    },
    ...facts,
  });

/** A line that calls a tool. */
export const qwenCall = (number: number, id: string, facts: Line = {}): Line =>
  qwenAnswer(
    number,
    {},
    {
      message: {
        parts: [{ functionCall: { id, name: "read_file", args: { path: "/SECRET/file" } } }],
      },
      ...facts,
    },
  );

export const qwenResult = (number: number, id: string, result: Line = {}): Line =>
  qwenLine("tool_result", number, {
    message: { parts: [{ functionResponse: { id, response: { output: "SECRET output" } } }] },
    toolCallResult: { callId: id, resultDisplay: "SECRET display", ...result },
  });

export const qwenTitle = (number: number, customTitle: string): Line =>
  qwenLine("system", number, { subtype: "custom_title", systemPayload: { customTitle } });

/** What telemetry repeats of a response. */
const telemetry = (number: number): Line =>
  qwenLine("system", number, {
    subtype: "ui_telemetry",
    systemPayload: { uiEvent: { response_id: "r1", input_token_count: 100, prompt: "SECRET" } },
  });

export const qwenLines: Line[] = [
  qwenLine("user", 1, { message: { parts: [{ text: "SECRET prompt" }] } }),
  qwenCall(2, "c1"),
  telemetry(3),
  qwenResult(4, "c1", { status: "success" }),
  qwenAnswer(5, { thoughtsTokenCount: 4, totalTokenCount: 114 }),
  qwenTitle(6, "Greets people"),
];

/** A background agent's file: rounds that only call tools tell no usage. */
export const qwenAgentLines: Line[] = [
  qwenLine("user", 1, { message: { parts: [{ text: "SECRET prompt" }] }, isSidechain: true }),
  qwenCall(7, "a1", { usageMetadata: undefined, model: undefined, agentName: "explore" }),
  qwenResult(8, "a1"),
  qwenAnswer(9, {}, { model: undefined }),
];
