import { describe, expect, test } from "vitest";
import type { ErrorItem, IngestItem } from "#contract/ingest.ts";
import { readItems } from "#test/support/open-logs.ts";
import { assistant, momentAt, timeAt, toolResult } from "./support/claude-lines.ts";
import { event, forkOf, item, meta, tokens, turn } from "./support/codex-lines.ts";
import { aLogFolder, type Line, readClaude, readCodex } from "./support/log-folder.ts";

const canary = "CANARY-7f3a";
const command = `cd /srv/${canary} && TOKEN=${canary} git push --force ${canary} # ${canary}`;

const use = (id: string, at: number, more: Line = {}) =>
  assistant(id, at, {
    message: {
      content: [{ type: "tool_use", id: `toolu_${id}`, name: "Bash", input: { command } }],
    },
    line: more,
  });

const retry = (at: number, error: Line, more: Line = {}): Line => ({
  type: "system",
  subtype: "api_error",
  timestamp: timeAt(at),
  uuid: `u-${at}`,
  sessionId: "s",
  error,
  retryAttempt: 2,
  maxRetries: 10,
  retryInMs: 566.4,
  ...more,
});

const failedAnswer = (at: number, more: Line = {}): Line =>
  assistant("x", at, {
    line: { isApiErrorMessage: true, requestId: "req_9", uuid: "u-9", ...more },
    message: {
      id: "no-message",
      model: "<synthetic>",
      content: [{ type: "text", text: `API Error: 400 ${canary} prompt is too long` }],
    },
  });

const toolsIn = (items: IngestItem[]) => items.filter(({ type }) => type === "tool");
const errorsIn = (items: IngestItem[]) =>
  items.filter((one): one is ErrorItem => one.type === "error");

describe("Claude Code", () => {
  const lines = [
    use("1", 0),
    toolResult("toolu_1", 2, { is_error: true, content: `Exit code 128\nfatal: ${canary}` }),
    retry(3, { status: 529, requestId: "req_1", message: canary }),
    retry(4, { message: canary, connection: { code: "ECONNRESET", message: canary } }),
    failedAnswer(5, { apiErrorStatus: 400, error: "invalid_request" }),
  ];

  test("verb, flag and failure are told, and nothing of the text", async () => {
    const items = await readClaude({ s: lines });
    expect(toolsIn(items)).toMatchObject([
      {
        verb: "git push",
        destructive: true,
        outcome: "failed",
        errorKind: "exit_code",
        exitCode: 128,
        durationMs: 2_000,
      },
    ]);
    expect(errorsIn(items)).toMatchObject([
      {
        key: "claude-code:error:req_1",
        kind: "overloaded",
        status: 529,
        occurredAt: momentAt(3),
        attempt: 2,
        maxAttempts: 10,
        retryInMs: 566,
      },
      { key: "claude-code:error:u-4", kind: "network", status: null, requestId: null },
      { key: "claude-code:error:req_9", kind: "context_length", status: 400, attempt: null },
    ]);
    expect(JSON.stringify([...toolsIn(items), ...errorsIn(items)])).not.toContain(canary);
  });

  test("a fork's copies of errors count once, in the session that began first", async () => {
    const own = assistant("own", 60, { line: { sessionId: "fork" } });
    const first = assistant("first", 30);
    const items = await readClaude({ s: [...lines, first], fork: [...lines, own] });
    expect(errorsIn(items).map(({ runId }) => runId)).toEqual(["s", "s", "s"]);
  });

  test("a session that only failed is told with its errors", async () => {
    const items = await readClaude({ s: [failedAnswer(1)] });
    expect(items.map(({ type, runId }) => [type, runId])).toEqual([
      ["run", "s"],
      ["error", "s"],
    ]);
  });

  test("a sub-agent's call in its parent's log is a sub-agent's", async () => {
    const items = await readClaude({ s: [use("1", 0), use("2", 1, { isSidechain: true })] });
    expect(toolsIn(items)).toMatchObject([{ isSubagent: false }, { isSubagent: true }]);
  });

  test("who asks for usage alone gets neither", async () => {
    const folder = aLogFolder({ "projects/p/s.jsonl": lines });
    const items = await readItems({ CLAUDE_CONFIG_DIR: folder }, "usage");
    expect(new Set(items.map(({ type }) => type))).toEqual(new Set(["run", "usage"]));
  });
});

const endedTurn = (message: string) =>
  event("task_complete", 6, { turn_id: "t1", error: { message, codex_error_info: "other" } });

describe("Codex", () => {
  const failed = event("error", 3, {
    message: canary,
    codex_error_info: { http_connection_failed: { http_status_code: 503 } },
  });
  test("what a turn failed of is told once, by its request's id where the client names it", async () => {
    const [id, begin] = ["req_0123456789", [meta("a", 0), turn("t1", 1), tokens(1, [10, 1])]];
    const tried = endedTurn(`last status: 429 ${canary}, request id: ${id}`);
    const items = errorsIn(await readCodex({ a: [...begin, tried, ...begin, tried] }));
    expect(items).toMatchObject([{ key: `codex:error:${id}`, requestId: id }]);
    expect(JSON.stringify(items)).not.toContain(canary);

    const refused = endedTurn(`{"error": ", request id: ${id}"}`);
    for (const list of [[refused], [failed, refused], [refused, refused]]) {
      const keys = errorsIn(await readCodex({ a: [...begin, ...list] })).map(({ key }) => key);
      expect(keys).toEqual(["codex:error:t1:1"]);
    }
    const well = event("task_complete", 6, { turn_id: "t1", error: null });
    expect(errorsIn(await readCodex({ a: [...begin, well] }))).toEqual([]);
  });

  const lines = [
    meta("a", 0),
    turn("t1", 1),
    tokens(1, [10, 1]),
    item("function_call", 2, {
      call_id: "c1",
      name: "shell",
      arguments: JSON.stringify({ command: ["bash", "-lc", command], workdir: canary }),
    }),
    item("function_call_output", 3, {
      call_id: "c1",
      output: JSON.stringify({ output: canary, metadata: { exit_code: 3 } }),
    }),
    failed,
    failed,
    event("stream_error", 4, { message: `Reconnecting... 2/5 ${canary}` }),
    event("turn_aborted", 5, { turn_id: "t1", reason: "interrupted" }),
    event("turn_aborted", 6, { turn_id: "t2", reason: "review_ended" }),
  ];

  test("verb, flag and failure are told, and nothing of the text", async () => {
    const items = await readCodex({ a: lines });
    expect(toolsIn(items)).toMatchObject([
      { verb: "git push", destructive: true, errorKind: "exit_code", exitCode: 3 },
    ]);
    expect(errorsIn(items)).toMatchObject([
      { key: "codex:error:t1:1", kind: "overloaded", status: 503, model: "gpt-5.5" },
      { key: "codex:error:t1:2", kind: "overloaded", status: 503 },
      { key: "codex:error:t1:3", kind: "network", attempt: 2, maxAttempts: 5 },
      { key: "codex:error:t1:aborted", kind: "cancelled", status: null },
    ]);
    expect(JSON.stringify(items)).not.toContain(canary);
  });

  test("a fork's replay of errors counts once", async () => {
    const replayed = lines.map((line) => ({ ...line, timestamp: timeAt(90) }));
    const fork = [meta("b", 80, forkOf("a")), ...replayed];
    const items = await readCodex({ a: lines, b: fork });
    expect(errorsIn(items).map(({ runId }) => runId)).toEqual(["a", "a", "a", "a"]);
  });

  test("a shell that a program called is a call", async () => {
    const id = "exec-963e778d-fff8-4ec2-9e21-30d73b487870";
    const ended = { type: "CommandExecution", id, command: ["bash", "-lc", "ls"], exit_code: 0 };
    const items = await readCodex({ a: [...lines, event("item_completed", 9, { item: ended })] });
    expect(toolsIn(items).at(-1)).toMatchObject({ key: id, verb: "ls", outcome: "ok" });
  });
});
