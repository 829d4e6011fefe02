import type { IngestItem } from "#contract/ingest.ts";
import { assistant, momentAt, timeAt, toolResult } from "./claude-lines.ts";
import { event, item, meta, tokens, turn } from "./codex-lines.ts";
import {
  copilotEvent,
  copilotMessage,
  copilotStart,
  copilotToolEnd,
  copilotToolStart,
} from "./copilot-lines.ts";
import { geminiCall, geminiHeader, geminiId, geminiMessage } from "./gemini-lines.ts";
import type { Line } from "./log-folder.ts";
import { readFiles, secret } from "./log-steps.ts";
import { message, noTokens, session, tool } from "./opencode-logs.ts";
import { qwenAnswer, qwenCall, qwenLine, qwenResult } from "./qwen-lines.ts";
import { destroying, failing, prompt, refusal } from "./failing-words.ts";
import { kimiCli, kimiCode, gooseDb, amp, droid, cline } from "./more-failing-logs.ts";

/*
 * One session of each agent, with content wherever its log has some: a request that failed and was tried again, a shell
 * call that failed, one that its user refused, and one that destroys.
 */

const claudeUse = (id: string, at: number, command: string) =>
  assistant(id, at, {
    line: { cwd: `/home/${secret}/shop` },
    message: { content: [{ type: "tool_use", id: `t${id}`, name: "Bash", input: { command } }] },
  });

function claude(): Promise<IngestItem[]> {
  const lines: Line[] = [
    { type: "user", message: { role: "user", content: prompt }, timestamp: timeAt(0) },
    {
      type: "system",
      subtype: "api_error",
      timestamp: timeAt(1),
      uuid: "u-1",
      error: { status: 529, message: secret, requestId: "req_1" },
      retryAttempt: 1,
      maxRetries: 10,
      retryInMs: 500,
    },
    claudeUse("1", 2, failing),
    toolResult("t1", 3, { is_error: true, content: `Exit code 1\n${secret}` }),
    claudeUse("2", 4, failing),
    toolResult("t2", 9, { is_error: true, content: refusal }),
    claudeUse("3", 10, destroying),
    { ...toolResult("t3", 11, { content: secret }), toolUseResult: { stdout: secret } },
  ];
  return readFiles("CLAUDE_CONFIG_DIR", { "projects/p/s.jsonl": lines });
}

const codexUse = (id: string, at: number, command: string) =>
  item("function_call", at, {
    call_id: id,
    name: "shell",
    arguments: JSON.stringify({ command: ["bash", "-lc", command], workdir: `/home/${secret}` }),
  });

function codex(): Promise<IngestItem[]> {
  const lines = [
    meta("a", 0, { cwd: `/home/${secret}/shop` }),
    turn("t1", 1),
    event("user_message", 1, { message: prompt }),
    event("stream_error", 2, { message: `Reconnecting... 1/5 ${secret}` }),
    tokens(3, [10, 1]),
    codexUse("c1", 4, failing),
    item("function_call_output", 5, { call_id: "c1", output: `Exit code: 1\nOutput:\n${secret}` }),
    codexUse("c2", 6, failing),
    item("function_call_output", 9, { call_id: "c2", output: "exec command rejected by user" }),
    codexUse("c3", 10, destroying),
    event("exec_command_end", 11, {
      call_id: "c3",
      exit_code: 0,
      stdout: secret,
      duration: { secs: 0, nanos: 40_000_000 },
    }),
  ];
  return readFiles("CODEX_HOME", { "sessions/2026/06/01/rollout-a.jsonl": lines });
}

const geminiUse = (id: string, at: number, facts: Line) =>
  geminiMessage(geminiId(at), at, {
    content: secret,
    toolCalls: [geminiCall(id, at + 1, { resultDisplay: secret, ...facts })],
  });

const geminiAnswered = (response: Line) => [{ functionResponse: { id: "x", response } }];

function gemini(): Promise<IngestItem[]> {
  const lines: Line[] = [
    geminiHeader("s1", 0, { directories: [`/home/${secret}/shop`] }),
    { id: "u1", type: "user", timestamp: timeAt(0), content: prompt },
    {
      id: "e1",
      type: "error",
      timestamp: timeAt(1),
      content: `[API Error: ${secret} (Status: 429)]`,
    },
    geminiUse("c1", 2, {
      args: { command: failing },
      result: geminiAnswered({ output: `Output: ${secret}\nExit Code: 1` }),
    }),
    geminiUse("c2", 4, { args: { command: failing }, status: "cancelled", result: [] }),
    geminiUse("c3", 6, {
      args: { command: destroying },
      result: geminiAnswered({ output: secret }),
    }),
  ];
  const name = "tmp/shop/chats/session-2026-06-01T10-00-s1.jsonl";
  return readFiles("GEMINI_DATA_DIR", { [name]: lines });
}

const openCodeState = (at: number, command: string, facts: Line): Line => ({
  status: "completed",
  input: { command, description: secret },
  output: secret,
  title: secret,
  time: { start: momentAt(at), end: momentAt(at + 1) },
  ...facts,
});

const openCodeError = (at: number) => ({
  name: "APIError",
  data: { message: secret, statusCode: 503, at },
});

function openCode(): Promise<IngestItem[]> {
  const kept = [
    session("s", 0, { directory: `/home/${secret}/shop`, title: "Title" }),
    message("1", 1, { path: { cwd: secret, root: secret } }),
    {
      kind: "part" as const,
      object: {
        id: "prt_retry",
        sessionID: "s",
        messageID: "msg_1",
        type: "retry",
        attempt: 1,
        error: openCodeError(2),
        time: { created: momentAt(2) },
      },
    },
    tool("c1", openCodeState(3, failing, { metadata: { exit: 1, output: secret } })),
    tool(
      "c2",
      openCodeState(5, failing, { status: "error", error: `The user rejected ${secret}` }),
    ),
    tool("c3", openCodeState(7, destroying, { metadata: { exit: 0 } })),
    message("2", 9, { tokens: noTokens, error: openCodeError(9), time: { created: momentAt(9) } }),
  ];
  const files = kept.map(({ kind, object }) => {
    const folder = kind === "session" ? "project" : kind === "message" ? "s" : "msg_1";
    return [`storage/${kind}/${folder}/${String(object["id"])}.json`, object];
  });
  return readFiles("OPENCODE_DATA_DIR", Object.fromEntries(files));
}

const copilotUse = (id: string, at: number, command: string) =>
  copilotToolStart(id, at, { arguments: { command } });

function copilot(): Promise<IngestItem[]> {
  const lines = [
    copilotStart("s1", 0, { context: { cwd: `/home/${secret}/shop` } }),
    copilotEvent("user.message", 1, { content: prompt }),
    copilotEvent("session.error", 2, { errorType: "quota", message: secret, statusCode: 402 }),
    copilotMessage("a1", 3, { outputTokens: 10, content: secret, reasoningText: secret }),
    copilotUse("t1", 4, failing),
    copilotToolEnd("t1", 5, { shellExecution: { exitCode: 1 }, result: { content: secret } }),
    copilotUse("t2", 6, failing),
    copilotToolEnd("t2", 9, { success: false, error: { code: "rejected", message: secret } }),
    copilotUse("t3", 10, destroying),
    copilotToolEnd("t3", 11, {
      result: { content: secret },
      toolTelemetry: { metrics: { durationMs: 40 }, restrictedProperties: { x: secret } },
    }),
  ];
  return readFiles("COPILOT_HOME", { "session-state/s1/events.jsonl": lines });
}

const qwenUse = (at: number, id: string, command: string) =>
  qwenCall(at, id, {
    cwd: `/home/${secret}/shop`,
    message: { parts: [{ functionCall: { id, name: "run_shell_command", args: { command } } }] },
  });

const qwenTold = (output: string) => ({
  message: { parts: [{ functionResponse: { id: "x", response: { output } } }] },
});

function qwen(): Promise<IngestItem[]> {
  const lines = [
    qwenLine("user", 1, { message: { parts: [{ text: prompt }] }, cwd: `/home/${secret}/shop` }),
    qwenLine("system", 2, {
      subtype: "ui_telemetry",
      cwd: `/home/${secret}/shop`,
      systemPayload: {
        uiEvent: {
          "event.name": "qwen-code.api_error",
          error_message: secret,
          error_type: "RateLimitError",
          status_code: 429,
          model: "qwen3-coder-plus",
        },
      },
    }),
    qwenUse(3, "c1", failing),
    { ...qwenResult(4, "c1", { status: "success" }), ...qwenTold(`${secret}\nExit Code: 1`) },
    qwenUse(5, "c2", failing),
    { ...qwenResult(8, "c2", { status: "cancelled" }), ...qwenTold(secret) },
    qwenUse(9, "c3", destroying),
    { ...qwenResult(9, "c3", { status: "success", resultDisplay: secret }), ...qwenTold(secret) },
    qwenAnswer(9, {}, { message: { parts: [{ text: secret }] }, cwd: `/home/${secret}/shop` }),
  ].map((line) => ({ ...line, cwd: `/home/${secret}/shop` }));
  return readFiles("QWEN_DATA_DIR", { "projects/-home-shop/chats/s1.jsonl": lines });
}

/** What is read of each agent's session. */
export const failingSessions: Record<string, () => Promise<IngestItem[]>> = {
  "Claude Code": claude,
  Codex: codex,
  "Gemini CLI": gemini,
  OpenCode: openCode,
  "Copilot CLI": copilot,
  "Qwen Code": qwen,
  "Kimi CLI": kimiCli,
  "Kimi Code": kimiCode,
  Goose: gooseDb,
  Amp: amp,
  Droid: droid,
  Cline: cline,
};
