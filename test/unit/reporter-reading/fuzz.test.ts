import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ingestItem } from "#contract/ingest.ts";
import { claudeCode } from "#reporter/runtimes/claude-code/adapter.ts";
import { codex } from "#reporter/runtimes/codex/adapter.ts";
import { copilotCli } from "#reporter/runtimes/copilot-cli/adapter.ts";
import { geminiCli } from "#reporter/runtimes/gemini-cli.ts";
import { kimi } from "#reporter/runtimes/kimi/adapter.ts";
import { qwenCode } from "#reporter/runtimes/qwen-code.ts";
import type { RuntimeAdapter } from "#reporter/runtimes/runtime-adapter.ts";
import { assistant, costState, echo, toolResult, toolUse } from "./support/claude-lines.ts";
import { event, forkOf, item, meta, record, tokens, turn } from "./support/codex-lines.ts";
import { copilotLines } from "./support/copilot-lines.ts";
import { geminiLines } from "./support/gemini-lines.ts";
import { codeLines, wireLines } from "./support/kimi-lines.ts";
import type { Line } from "./support/log-folder.ts";
import { qwenAgentLines, qwenLines } from "./support/qwen-lines.ts";

/** What a field may hold that no client has written yet. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0.5, 1e300, 2 ** 53, "", "0", [], {}, [null], [[]], {
    a: null,
  }),
  fc.constantFrom<unknown>("x".repeat(5_000), "__proto__", "\u0000", "\uD800", "9999-99-99", "-1"),
  fc.constantFrom<unknown>("+275760-09-13T00:00:00.000Z", "0001-01-01T00:00:00Z", -1e300),
  fc.jsonValue(),
);

/** A place in a line: at each level one of the fields, by number. */
const place = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 5 });

/** The line with another value, or none, in one place. */
function altered(line: unknown, at: number[], value: unknown): unknown {
  const [number = 0, ...deeper] = at;
  if (Array.isArray(line) && line.length > 0) {
    const index = number % line.length;
    return line.map((one, position) => (position === index ? altered(one, deeper, value) : one));
  }
  if (typeof line !== "object" || line === null || Object.keys(line).length === 0) return value;
  const names = Object.keys(line);
  const name = names[number % names.length] ?? "";
  const inside: unknown = Reflect.get(line, name);
  return { ...line, [name]: deeper.length > 0 ? altered(inside, deeper, value) : value };
}

const use = { usage: { cache_creation: { ephemeral_1h_input_tokens: 5 }, speed: "fast" } };
const fallback = { usage: { iterations: [{ type: "message" }, { type: "fallback_message" }] } };

const logs: { name: string; adapter: RuntimeAdapter; file: string; lines: Line[] }[] = [
  {
    name: "Claude Code",
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
    adapter: geminiCli as RuntimeAdapter,
    file: "tmp/p/chats/session-s.jsonl",
    lines: geminiLines,
  },
  {
    name: "Copilot CLI",
    adapter: copilotCli as RuntimeAdapter,
    file: "session-state/s1/events.jsonl",
    lines: copilotLines,
  },
  {
    name: "Qwen Code",
    adapter: qwenCode as RuntimeAdapter,
    file: "projects/p/chats/s1.jsonl",
    lines: qwenLines,
  },
  {
    name: "Qwen Code's agents",
    adapter: qwenCode as RuntimeAdapter,
    file: "projects/p/subagents/s1/agent-a.jsonl",
    lines: qwenAgentLines,
  },
  {
    name: "Kimi CLI",
    adapter: kimi as RuntimeAdapter,
    file: "sessions/0123/s1/wire.jsonl",
    lines: wireLines,
  },
  {
    name: "Kimi Code",
    adapter: kimi as RuntimeAdapter,
    file: "sessions/wd_p/session_1/agents/main/wire.jsonl",
    lines: codeLines,
  },
];

describe.each(logs)("$name, with odd values", ({ adapter, file, lines }) => {
  test("never fails, and every item keeps to the contract", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: lines.length - 1 }), place, odd), {
          minLength: 1,
          maxLength: 4,
        }),
        (changes) => {
          const given: unknown[] = [...lines];
          for (const [index, at, value] of changes) given[index] = altered(given[index], at, value);
          const records = adapter.newRecords(file, file);
          for (const line of given) {
            const isLine = typeof line === "object" && line !== null && !Array.isArray(line);
            if (isLine) adapter.readObject(records, line as Line, 1.78e12);
          }
          const resolver = adapter.newResolver({ titles: true, factsOf: () => undefined });
          resolver.update(file, records);
          for (const one of [...resolver.all(), ...resolver.takeDirty()])
            expect(ingestItem.safeParse(one).error?.message).toBeUndefined();
          expect(Object.keys(Object.prototype)).toEqual([]);
        },
      ),
      { numRuns: 3_000 },
    );
  }, 30_000);
});
