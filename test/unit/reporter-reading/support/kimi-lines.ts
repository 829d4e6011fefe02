import { momentAt } from "./claude-lines.ts";
import type { Line } from "./log-folder.ts";

/** An event of Kimi CLI, with its time in seconds. */
export const wire = (type: string, at: number, payload: Line = {}): Line => ({
  timestamp: momentAt(at) / 1_000,
  message: { type, payload },
});

/** What a sub-agent does, as its session's file has it. */
export const wireOfAgent = (agent: Line, { timestamp, message }: Line): Line => ({
  timestamp,
  message: { type: "SubagentEvent", payload: { ...agent, event: message } },
});

/** A response: 40 tokens in, 10 out, 60 read, 5 written; name only what the test is about. */
export const wireStatus = (id: string | null, at: number, usage: Line = {}): Line =>
  wire("StatusUpdate", at, {
    context_usage: 0.1,
    token_usage: {
      input_other: 40,
      output: 10,
      input_cache_read: 60,
      input_cache_creation: 5,
      ...usage,
    },
    message_id: id,
  });

export const wireCall = (id: string, at: number): Line =>
  wire("ToolCall", at, {
    type: "function",
    id,
    function: { name: "Shell", arguments: '{"command": "SECRET"}' },
  });

export const wireResult = (id: string, at: number, value: Line = {}): Line =>
  wire("ToolResult", at, {
    tool_call_id: id,
    return_value: { is_error: false, output: "SECRET output", message: "SECRET", ...value },
  });

export const wireLines: Line[] = [
  { type: "metadata", protocol_version: "1.3" },
  wire("TurnBegin", 1, { user_input: "SECRET prompt" }),
  wireCall("Shell:0", 2),
  wireStatus("m1", 3),
  wireResult("Shell:0", 4),
  wireOfAgent({ agent_id: "a1", subagent_type: "coder" }, wireStatus("m2", 5)),
  wire("TurnBegin", 6, { user_input: "SECRET prompt" }),
  wireCall("Shell:0", 7),
  wireResult("Shell:0", 8, { is_error: true }),
  wireStatus(null, 9),
];

/** A line of Kimi Code, with its time in milliseconds. */
export const code = (type: string, at: number, facts: Line = {}): Line => ({
  type,
  ...facts,
  time: momentAt(at),
});

export const codeEvent = (type: string, at: number, event: Line = {}): Line =>
  code("context.append_loop_event", at, { event: { type, ...event } });

/** 40 tokens in, 10 out, 60 read, none written. */
const usageOf = (usage: Line): Line => ({
  inputOther: 40,
  output: 10,
  inputCacheRead: 60,
  inputCacheCreation: 0,
  ...usage,
});

export const codeRequest = (at: number): Line =>
  code("llm.request", at, { model: "kimi-k2", modelAlias: "moonshot/kimi", turnStep: "0.1" });

/** How a step ends: its response's id and usage. */
export const codeStepEnd = (id: string | undefined, at: number, usage: Line = {}): Line =>
  codeEvent("step.end", at, { uuid: `step-${at}`, messageId: id, usage: usageOf(usage) });

export const codeRecord = (at: number, usage: Line = {}, facts: Line = {}): Line =>
  code("usage.record", at, {
    model: "moonshot/kimi",
    usage: usageOf(usage),
    usageScope: "turn",
    ...facts,
  });

export const codeCall = (id: string, at: number, turnId = "0"): Line =>
  codeEvent("tool.call", at, {
    uuid: id,
    turnId,
    toolCallId: id,
    name: "Bash",
    args: { command: "SECRET command" },
    description: "SECRET",
    display: { cwd: "/SECRET" },
  });

export const codeResult = (id: string, at: number, result: Line = {}): Line =>
  codeEvent("tool.result", at, { toolCallId: id, result: { output: "SECRET output", ...result } });

export const codeLines: Line[] = [
  code("metadata", 0, { protocol_version: "1.4" }),
  code("config.update", 0, { profileName: "agent", systemPrompt: "SECRET" }),
  code("turn.prompt", 1, { input: [{ type: "text", text: "SECRET prompt" }] }),
  codeRequest(2),
  codeRequest(2),
  codeCall("Bash_0", 3),
  codeResult("Bash_0", 4),
  codeStepEnd("m1", 5),
  codeRecord(5),
  codeRecord(6, { output: 7 }, { usageScope: "session" }),
  codeRequest(7),
  codeStepEnd("m2", 8),
  codeRecord(8),
];

export const codeState: Line = {
  createdAt: new Date(momentAt(0)).toISOString(),
  updatedAt: new Date(momentAt(9)).toISOString(),
  title: "SECRET prompt",
  isCustomTitle: false,
  agents: { main: { homedir: "/SECRET", type: "main", parentAgentId: null } },
  workDir: "/srv/work/shop",
  lastPrompt: "SECRET prompt",
};
