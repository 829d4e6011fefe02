import type { Line } from "./log-folder.ts";

/** Seconds after the beginning of the test's day, as the logs write it. */
export const timeAt = (seconds: number) =>
  new Date(Date.UTC(2026, 5, 1, 10) + seconds * 1_000).toISOString();

export const momentAt = (seconds: number) => Date.parse(timeAt(seconds));

type Changes = { line?: Line; message?: Line; usage?: Line };

/** A line of message `id`, 100 tokens in, 10 out, 1,000 read, 200 written; name only what the test is about. */
export function assistant(id: string, at: number, { line, message, usage }: Changes = {}): Line {
  return {
    type: "assistant",
    timestamp: timeAt(at),
    sessionId: "s",
    uuid: `u-${id}-${at}`,
    requestId: `req_${id}`,
    version: "2.1.329",
    cwd: "/srv/work/shop",
    isSidechain: false,
    message: {
      id: `msg_${id}`,
      role: "assistant",
      model: "claude-opus-4-6",
      content: [],
      stop_reason: "end_turn",
      usage: {
        input_tokens: 100,
        output_tokens: 10,
        cache_read_input_tokens: 1_000,
        cache_creation_input_tokens: 200,
        ...usage,
      },
      ...message,
    },
    ...line,
  };
}

/** A line that asks for a tool. */
export const toolUse = (id: string, at: number, tool: { id: string; name: string }): Line =>
  assistant(id, at, { message: { content: [{ type: "tool_use", ...tool, input: {} }] } });

export const toolResult = (toolId: string, at: number, facts: Line = {}): Line => ({
  type: "user",
  timestamp: timeAt(at),
  message: {
    role: "user",
    content: [{ type: "tool_result", tool_use_id: toolId, content: "", ...facts }],
  },
});

/** A sub-agent's line as its parent's file repeats it while it goes on. */
export const echo = (line: Line, at: number): Line => ({
  type: "progress",
  timestamp: timeAt(at),
  sessionId: "s",
  data: { type: "agent_progress", agentId: "a1", message: line },
});

/** The client's own totals of one model at this point of a session. */
export const costState = (counts: Line, model = "claude-opus-4-6"): Line => ({
  type: "cost-state",
  sessionId: "s",
  modelUsage: { [model]: counts },
});
