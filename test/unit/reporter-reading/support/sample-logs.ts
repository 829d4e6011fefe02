import { claudeCode } from "#reporter/runtimes/claude-code/adapter.ts";
import { codex } from "#reporter/runtimes/codex/adapter.ts";
import { copilotCli } from "#reporter/runtimes/copilot-cli/adapter.ts";
import { geminiCli } from "#reporter/runtimes/gemini-cli.ts";
import { kimi } from "#reporter/runtimes/kimi/adapter.ts";
import { qwenCode } from "#reporter/runtimes/qwen-code.ts";
import { assistant, costState, echo, toolResult, toolUse } from "./claude-lines.ts";
import { event, forkOf, item, meta, record, tokens, turn } from "./codex-lines.ts";
import { copilotLines } from "./copilot-lines.ts";
import { geminiLines } from "./gemini-lines.ts";
import { codeLines, wireLines } from "./kimi-lines.ts";
import { qwenAgentLines, qwenLines } from "./qwen-lines.ts";
import { droid } from "#reporter/runtimes/droid.ts";
import type { RuntimeAdapter } from "#reporter/runtimes/runtime-adapter.ts";
import { folder as droidFolder, said, settings, start } from "./droid-sessions.ts";
import type { Line } from "./log-folder.ts";

const use = { usage: { cache_creation: { ephemeral_1h_input_tokens: 5 }, speed: "fast" } };
const fallback = { usage: { iterations: [{ type: "message" }, { type: "fallback_message" }] } };

/** A log of one kind: with every kind of line that its reader knows. */
export type SampleLog = {
  name: string;
  adapter: RuntimeAdapter;
  /** Names the root. */
  variable: string;
  file: string;
  lines: Line[];
  /** What lies beside it and belongs to it. */
  beside?: Record<string, unknown>;
};

export const sampleLogs: SampleLog[] = [
  {
    name: "Claude Code",
    variable: "CLAUDE_CONFIG_DIR",
    adapter: claudeCode as RuntimeAdapter,
    file: "projects/p/s.jsonl",
    lines: [
      assistant("1", 1, use),
      assistant("2", 2, fallback),
      toolUse("3", 3, { id: "t1", name: "Bash" }),
      toolResult("t1", 4, { is_error: true, content: [{ type: "text", text: "no" }] }),
      echo(assistant("4", 5), 6),
      { type: "summary", summary: "what was done" },
      costState({ inputTokens: 900, cacheCreationEphemeral1hInputTokens: 7 }),
      assistant("5", 7, { line: { requestSessionId: "p", costUSD: 0.5 } }),
    ],
  },
  {
    name: "Codex",
    variable: "CODEX_HOME",
    adapter: codex as RuntimeAdapter,
    file: "sessions/2026/06/01/rollout-s.jsonl",
    lines: [
      meta("s", 0, {
        ...forkOf("p"),
        git: { branch: "main", commit_hash: "0123456789", repository_url: "git@host:a/b.git" },
        source: { subagent: { thread_spawn: { parent_thread_id: "p", agent_role: "explorer" } } },
      }),
      turn("t1", 1),
      event("thread_settings_applied", 1, { thread_settings: { service_tier: "priority" } }),
      event("thread_name_updated", 1, { thread_name: "named" }),
      tokens(2, [100, 10, 50, 5], [100, 10, 50, 5]),
      record("r1", 3, { own: [50, 5], thread: [150, 15] }),
      item("function_call", 4, { call_id: "c1", name: "exec_command" }),
      event("exec_command_end", 5, {
        call_id: "c1",
        exit_code: 0,
        duration: { secs: 1, nanos: 5 },
      }),
      item("function_call_output", 6, { call_id: "c1", output: { content: "Exit code: 1" } }),
      event("item_completed", 7, { item: { id: "c1" }, started_at_ms: 5, completed_at_ms: 9 }),
      tokens(8, [300, 30], null),
    ],
  },
  {
    name: "Gemini CLI",
    variable: "GEMINI_DATA_DIR",
    adapter: geminiCli as RuntimeAdapter,
    file: "tmp/p/chats/session-s.jsonl",
    lines: geminiLines,
  },
  {
    name: "Copilot CLI",
    variable: "COPILOT_HOME",
    adapter: copilotCli as RuntimeAdapter,
    file: "session-state/s1/events.jsonl",
    lines: copilotLines,
  },
  {
    name: "Qwen Code",
    variable: "QWEN_DATA_DIR",
    adapter: qwenCode as RuntimeAdapter,
    file: "projects/p/chats/s1.jsonl",
    lines: qwenLines,
  },
  {
    name: "Qwen Code's agents",
    variable: "QWEN_DATA_DIR",
    adapter: qwenCode as RuntimeAdapter,
    file: "projects/p/subagents/s1/agent-a.jsonl",
    lines: qwenAgentLines,
  },
  {
    name: "Kimi CLI",
    variable: "KIMI_SHARE_DIR",
    adapter: kimi as RuntimeAdapter,
    file: "sessions/0123/s1/wire.jsonl",
    lines: wireLines,
  },
  {
    name: "Kimi Code",
    variable: "KIMI_CODE_HOME",
    adapter: kimi as RuntimeAdapter,
    file: "sessions/wd_p/session_1/agents/main/wire.jsonl",
    lines: codeLines,
  },
  {
    name: "Droid",
    variable: "FACTORY_DIR",
    adapter: droid as RuntimeAdapter,
    file: `${droidFolder}/s.jsonl`,
    beside: { [`${droidFolder}/s.settings.json`]: settings() },
    lines: [start(), said(1), said(2, [{ type: "tool_use", id: "t1", name: "Execute" }]), said(3)],
  },
];
