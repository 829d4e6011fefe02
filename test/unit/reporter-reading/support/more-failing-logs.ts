import type { IngestItem } from "#contract/ingest.ts";
import { counted, readThread } from "./amp-threads.ts";
import { readSessions, said, session as droidSession, start } from "./droid-sessions.ts";
import * as goose from "./goose-logs.ts";
import { code, codeCall, codeRecord, codeResult } from "./kimi-lines.ts";
import { wire, wireCall, wireResult, wireStatus } from "./kimi-lines.ts";
import type { Line } from "./log-folder.ts";
import { type Files, readFiles, secret } from "./log-steps.ts";
import { answer, call, readTask, request, say } from "./task-logs.ts";
import { blocks, destroying, failing, noSuchFile, prompt } from "./failing-words.ts";

const kimiCliUse = (id: string, at: number, command: string) => {
  const line = wireCall(id, at);
  const called = { name: "Shell", arguments: JSON.stringify({ command }) };
  return {
    ...line,
    message: { type: "ToolCall", payload: { type: "function", id, function: called } },
  };
};

export function kimiCli(): Promise<IngestItem[]> {
  const lines = [
    wire("TurnBegin", 1, { user_input: prompt }),
    wire("StepInterrupted", 2),
    wireStatus("m1", 3),
    kimiCliUse("c1", 4, failing),
    wireResult("c1", 5, { is_error: true, message: noSuchFile, output: secret }),
    kimiCliUse("c2", 6, failing),
    wire("ApprovalRequest", 6, { id: "q", tool_call_id: "c2", description: secret }),
    wire("ApprovalResponse", 8, { request_id: "q", response: "reject", feedback: secret }),
    wireResult("c2", 9, { is_error: true, message: secret }),
    kimiCliUse("c3", 10, destroying),
    wireResult("c3", 11, { output: secret }),
  ];
  return readFiles("KIMI_SHARE_DIR", { "sessions/0123/s1/wire.jsonl": lines });
}

const kimiCodeUse = (id: string, at: number, command: string) => {
  const line = codeCall(id, at);
  const { event: called } = line as { event: Line };
  return { ...line, event: { ...called, args: { command } } };
};

const kimiAsk = (at: number, facts: Line = {}) =>
  code("llm.request", at, { model: "kimi-k2", turnStep: "0.1", systemPrompt: secret, ...facts });

export function kimiCode(): Promise<IngestItem[]> {
  const lines = [
    code("turn.prompt", 1, { input: [{ type: "text", text: prompt }] }),
    kimiAsk(2),
    kimiAsk(3, { attempt: "2/10" }),
    kimiAsk(4, { attempt: "3/10" }),
    kimiCodeUse("Bash_0", 5, failing),
    codeResult("Bash_0", 6, { isError: true, output: noSuchFile }),
    codeRecord(6),
    kimiCodeUse("Bash_1", 7, failing),
    code("permission.record_approval_result", 8, {
      toolCallId: "Bash_1",
      action: secret,
      result: { decision: "rejected", feedback: secret },
    }),
    codeResult("Bash_1", 9, { isError: true, output: secret }),
    kimiCodeUse("Bash_2", 10, destroying),
    codeResult("Bash_2", 11, { output: secret }),
    kimiAsk(12, { turnStep: "0.2" }),
    code("turn.cancel", 13),
    code("turn.cancel", 14),
  ];
  const name = "sessions/wd_shop_ac3b/session_1/agents/main/wire.jsonl";
  return readFiles("KIMI_CODE_HOME", { [name]: lines });
}

const gooseDbUse = (id: string, command: string): Line => ({
  type: "toolRequest",
  id,
  toolCall: {
    status: "success",
    value: { name: "developer__shell", arguments: { command } },
  },
});

export function gooseDb(): Promise<IngestItem[]> {
  return goose.readGoose((database) => {
    goose.putSession(
      database,
      goose.session("s", 0, { working_dir: `/home/${secret}/shop`, name: "Name" }),
    );
    goose.putRequest(database, 1);
    goose.putMessage(database, 1, [{ type: "text", text: `Ran into this error: ${secret}` }]);
    goose.putMessage(database, 2, [gooseDbUse("c1", failing)]);
    const failed = { status: "error", error: noSuchFile };
    goose.putMessage(database, 3, [goose.answer("c1", failed)]);
    goose.putMessage(database, 4, [gooseDbUse("c2", failing)]);
    const refused = { content: blocks(`The user has declined to run this tool. ${secret}`) };
    goose.putMessage(database, 7, [
      goose.answer("c2", { status: "success", value: { ...refused, isError: true } }),
    ]);
    goose.putMessage(database, 8, [gooseDbUse("c3", destroying)]);
    const done = { status: "success", value: { content: blocks(secret), isError: false } };
    goose.putMessage(database, 9, [goose.answer("c3", done)]);
  });
}

const ampUse = (at: number, id: string, command: string) =>
  counted(at, {}, { content: [{ type: "tool_use", id, name: "Bash", input: { command } }] });

const ampResult = (id: string, run: Line) => ({
  role: "user",
  content: [{ type: "tool_result", toolUseID: id, run }],
});

export function amp(): Promise<IngestItem[]> {
  return readThread({
    env: { initial: { trees: [{ uri: `file:///home/${secret}/shop` }] } },
    messages: [
      { role: "user", content: blocks(prompt) },
      ampUse(2, "c1", failing),
      ampResult("c1", { status: "error", error: { message: noSuchFile }, progress: secret }),
      ampUse(4, "c2", failing),
      ampResult("c2", { status: "rejected-by-user", reason: secret }),
      ampUse(6, "c3", destroying),
      ampResult("c3", { status: "done", result: { output: secret, exitCode: 0 } }),
    ],
  });
}

const droidUse = (at: number, id: string, command: string) =>
  said(at, [{ type: "tool_use", id, name: "Execute", input: { command } }]);

const droidTold = (at: number, id: string, facts: Line) =>
  said(at, [{ type: "tool_result", tool_use_id: id, ...facts }]);

export function droid(): Promise<IngestItem[]> {
  const lines = [
    start(),
    said(1, blocks(prompt)),
    droidUse(2, "c1", failing),
    droidTold(3, "c1", { content: `${secret}\n[Process exited with code 1]` }),
    droidUse(4, "c2", failing),
    droidTold(7, "c2", { content: "Error: rejected by the user", is_error: true }),
    droidUse(8, "c3", destroying),
    droidTold(9, "c3", { content: secret }),
  ];
  return readSessions(droidSession(lines));
}

const clineUse = (at: number, id: string, command: string) =>
  call(at, { id, name: "execute_command", input: { command } });

const clineTold = (at: number, id: string, content: string) =>
  answer(at, { tool_use_id: id, content });

export function cline(): Promise<IngestItem[]> {
  const files: Files = {
    ui_messages: [
      say(0, "task", prompt),
      request(1),
      say(2, "api_req_retry_delayed", `429 ${secret}`),
      { ...say(3, "api_req_failed", `503 ${secret}`), type: "ask", ask: "api_req_failed" },
    ],
    api_conversation_history: [
      clineUse(4, "c1", failing),
      clineTold(5, "c1", `Command executed in.\nExit code: 1\nOutput:\n${secret}`),
      clineUse(6, "c2", failing),
      clineTold(9, "c2", `The user denied this operation. ${secret}`),
      clineUse(10, "c3", destroying),
      clineTold(11, "c3", secret),
    ],
  };
  return readTask(files);
}
