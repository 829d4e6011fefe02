import { timeAt } from "./claude-lines.ts";
import type { Line } from "./log-folder.ts";

/** The line a session's file begins with. */
export const geminiHeader = (sessionId: string, at: number, facts: Line = {}): Line => ({
  sessionId,
  projectHash: "7e89",
  startTime: timeAt(at),
  lastUpdated: timeAt(at),
  kind: "main",
  ...facts,
});

/** An id such as newer versions give each message. */
export const geminiId = (number: number) => `0000000${number}-aaaa-4bbb-8ccc-000000000000`;

/** 100 tokens in, 60 of them cached, 10 out and 5 thought; name only what the test is about. */
export const geminiMessage = (id: string, at: number, facts: Line = {}): Line => ({
  id,
  timestamp: timeAt(at),
  type: "gemini",
  content: "SECRET answer",
  thoughts: [{ subject: "SECRET", description: "SECRET thought" }],
  tokens: { input: 100, output: 10, cached: 60, thoughts: 5, tool: 0, total: 115 },
  model: "gemini-2.5-pro",
  ...facts,
});

export const geminiCall = (id: string, at: number, facts: Line = {}): Line => ({
  id,
  name: "run_shell_command",
  args: { command: "SECRET command", file_path: "/SECRET/path" },
  result: [{ functionResponse: { id, response: { output: "SECRET output" } } }],
  status: "success",
  timestamp: timeAt(at),
  resultDisplay: "SECRET display",
  ...facts,
});

export const geminiOutput = (output: string): Line => ({
  result: [{ functionResponse: { response: { output } } }],
});

export const geminiLines: Line[] = [
  geminiHeader("s1", 0, { directories: ["/srv/SECRET/shop"] }),
  { $set: { messages: [{ id: "u", type: "user", content: "SECRET prompt" }] } },
  geminiMessage(geminiId(1), 1),
  geminiMessage(geminiId(1), 1, { toolCalls: [geminiCall("c1", 2)] }),
  { $set: { lastUpdated: timeAt(3), summary: "Greets people" } },
  geminiMessage("short", 4, { toolCalls: [geminiCall("c2", 5, { agentId: "a1" })] }),
];
