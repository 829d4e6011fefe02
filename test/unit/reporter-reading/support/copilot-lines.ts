import type { IngestItem } from "#contract/ingest.ts";
import { isUsage } from "#test/support/open-logs.ts";
import { timeAt } from "./claude-lines.ts";
import { countsOf, type Line } from "./log-folder.ts";

/** Each event of session s1 as `model:stretch counts`, with a mark where it is a lower bound. */
export const copilotFigures = (items: IngestItem[]): string[] =>
  items
    .filter(isUsage)
    .map((one) => {
      const name = one.key.replace("copilot-cli:s1:", "");
      return `${name} ${countsOf(one)}${one.lowerBound ? " or more" : ""}`;
    })
    .toSorted();

export const copilotEvent = (type: string, at: number, data: Line = {}): Line => ({
  type,
  data,
  id: `e-${type}-${at}`,
  timestamp: timeAt(at),
  parentId: null,
});

/** The line a session begins with. */
export const copilotStart = (sessionId: string, at: number, facts: Line = {}): Line =>
  copilotEvent("session.start", at, {
    sessionId,
    version: 1,
    producer: "copilot-agent",
    copilotVersion: "1.0.91",
    startTime: timeAt(at),
    selectedModel: "gpt-5",
    context: {
      cwd: "/srv/SECRET/shop",
      gitRoot: "/srv/SECRET/shop",
      branch: "main",
      headCommit: "0123456789abcdef",
      repository: "acme/shop",
    },
    ...facts,
  });

/** A response; a number is what it put out. */
export const copilotMessage = (id: string, at: number, facts: Line | number): Line =>
  copilotEvent("assistant.message", at, {
    messageId: `m-${id}`,
    apiCallId: id,
    model: "gpt-5",
    content: "SECRET answer",
    reasoningText: "SECRET thought",
    toolRequests: [],
    ...(typeof facts === "number" ? { outputTokens: facts } : facts),
  });

/** Input, with what was read from and written to the cache in it, then output and reasoning: as Copilot counts. */
export type CopilotCounts = [
  input: number,
  read: number,
  write: number,
  output: number,
  thought?: number,
];

const usage = ([input, read, write, output, thought = 0]: CopilotCounts): Line => ({
  inputTokens: input,
  outputTokens: output,
  cacheReadTokens: read,
  cacheWriteTokens: write,
  reasoningTokens: thought,
});

/** The session's counters so far, by model. */
export const copilotShutdown = (
  at: number,
  models: Record<string, CopilotCounts>,
  facts: Line = {},
): Line =>
  copilotEvent("session.shutdown", at, {
    shutdownType: "routine",
    modelMetrics: Object.fromEntries(
      Object.entries(models).map(([model, counts]) => [
        model,
        { requests: { count: 2, cost: 1 }, usage: usage(counts) },
      ]),
    ),
    codeChanges: { filesModified: ["/srv/SECRET/file"] },
    ...facts,
  });

export const copilotToolStart = (id: string, at: number, facts: Line = {}): Line =>
  copilotEvent("tool.execution_start", at, {
    toolCallId: id,
    toolName: "bash",
    arguments: { command: "SECRET command" },
    ...facts,
  });

export const copilotToolEnd = (id: string, at: number, facts: Line = {}): Line =>
  copilotEvent("tool.execution_complete", at, {
    toolCallId: id,
    success: true,
    result: { content: "SECRET output" },
    ...facts,
  });

export const copilotLines: Line[] = [
  copilotStart("s1", 0),
  copilotEvent("user.message", 1, { content: "SECRET prompt session. assistant.message" }),
  copilotEvent("session.model_change", 1, { newModel: "gpt-5" }),
  copilotMessage("a1", 2, {
    outputTokens: 10,
    toolRequests: [{ toolCallId: "t1", name: "bash", arguments: { command: "SECRET" } }],
  }),
  copilotToolStart("t1", 3),
  copilotToolEnd("t1", 4),
  copilotEvent("subagent.started", 5, { toolCallId: "t2", agentName: "explore" }),
  copilotMessage("a2", 6, { outputTokens: 7, parentToolCallId: "t2", model: "claude-haiku-4.5" }),
  copilotToolStart("t3", 7, { parentToolCallId: "t2" }),
  copilotToolEnd("t3", 8, { success: false, error: { code: "denied", message: "SECRET" } }),
  copilotShutdown(9, { "gpt-5": [100, 60, 0, 10, 4], "claude-haiku-4.5": [50, 0, 20, 7] }),
  copilotEvent("session.resume", 20, { context: { cwd: "/srv/SECRET/shop" } }),
  copilotMessage("a3", 21, 5),
  copilotMessage("a4", 22, 6),
  copilotShutdown(23, { "gpt-5": [300, 200, 0, 21, 4], "claude-haiku-4.5": [50, 0, 20, 7] }),
  copilotMessage("a5", 30, 9),
];
