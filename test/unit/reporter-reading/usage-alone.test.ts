import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { UsageItem } from "#contract/ingest.ts";
import { isUsage, readItems } from "#test/support/open-logs.ts";
import { timeAt } from "./support/claude-lines.ts";

type Line = Record<string, unknown>;

/** The responses of a transcript, as the reading of everything and the one for usage alone find them. */
async function readTwice(text: string): Promise<UsageItem[][]> {
  const folder = mkdtempSync(path.join(tmpdir(), "stint-usage-"));
  mkdirSync(path.join(folder, "projects/p"), { recursive: true });
  writeFileSync(path.join(folder, "projects/p/s.jsonl"), text);
  try {
    const env = { CLAUDE_CONFIG_DIR: folder };
    const [all, usage] = [await readItems(env), await readItems(env, "usage")];
    return [all.filter(isUsage), usage.filter(isUsage)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

const head = { isSidechain: false, cwd: "/srv/shop", sessionId: "s", version: "2.1.217" };

type Facts = { at: number; content?: unknown; message?: Line; usage?: Line; line?: Line };

/** A message's line with its keys in Claude Code's order. */
function messageLine(id: string, { at, content = [], message, usage, line }: Facts): string {
  return JSON.stringify({
    parentUuid: uuid(at + 1),
    ...head,
    ...line,
    type: "assistant",
    message: {
      model: "claude-opus-4-6",
      id,
      type: "message",
      content,
      stop_reason: "tool_use",
      stop_sequence: null,
      usage: { input_tokens: 5, output_tokens: 7, ...usage },
      ...message,
    },
    requestId: "req_1",
    uuid: uuid(at),
    timestamp: timeAt(at),
  });
}

const userLine = (at: number, facts: Line) =>
  JSON.stringify({
    parentUuid: uuid(at + 1),
    ...head,
    type: "user",
    message: { role: "user", content: [{ type: "tool_result", content: "x".repeat(3_000) }] },
    uuid: uuid(at),
    timestamp: timeAt(at),
    ...facts,
  });

const text = [{ type: "text", text: "one" }];
const other = [{ type: "text", text: 'two "usage":{"input_tokens":9} }' }];
const nested = [{ type: "tool_use", input: { content: [], stop_reason: "x", usage: {} } }];
const beside = { other: { content: [1], stop_reason: "x", usage: { input_tokens: 900 } } };
const long = [{ type: "text", text: "x".repeat(5_000) }];

test.each<[what: string, lines: string[]]>([
  [
    "a message in several lines",
    [text, other, long].map((content, at) => messageLine("msg_1", { at, content })),
  ],
  [
    "whose count grows",
    [1, 5, 9].map((output_tokens, at) => messageLine("msg_1", { at, usage: { output_tokens } })),
  ],
  [
    "and is final at the end alone",
    [null, "end_turn"].map((stop_reason, at) =>
      messageLine("msg_1", { at, message: { stop_reason } }),
    ),
  ],
  ["an earlier time after a later one", [9, 3, 6].map((at) => messageLine("msg_1", { at }))],
  ["ids that are not the provider's", [1, 2, 3].map((at) => messageLine("gen-1", { at }))],
  ["no id at all", [1, 2].map((at) => messageLine("", { at, line: { requestId: undefined } }))],
  [
    "a branch that changes in the middle",
    ["main", "ümlaut/項", "main"].map((gitBranch, at) =>
      messageLine(`msg_${at}`, { at, line: { gitBranch } }),
    ),
  ],
  [
    "a content that looks like a message",
    [nested, nested].map((content, at) => messageLine("msg_1", { at, content })),
  ],
  ["another content beside the message", [messageLine("msg_1", { at: 1, line: beside })]],
  [
    "a refused line in between",
    [
      messageLine("msg_1", { at: 1 }),
      messageLine("msg_2", { at: 2, line: { isApiErrorMessage: true } }),
      messageLine("msg_1", { at: 3 }),
    ],
  ],
  [
    "a user's results, with usage of a sub-agent",
    [
      userLine(1, { toolUseResult: { usage: { input_tokens: 4 } } }),
      messageLine("msg_1", { at: 2 }),
    ],
  ],
  [
    "a message on a user's line that lost its end",
    [userLine(1, {}) + messageLine("msg_1", { at: 2 })],
  ],
  [
    "a message behind one that a kill cut short",
    [
      messageLine("msg_1", { at: 1, content: long }).slice(0, 900) +
        messageLine("msg_2", { at: 2 }),
    ],
  ],
  [
    "a message behind a user's line that a kill cut short",
    [userLine(1, {}).slice(0, 1_000) + messageLine("msg_1", { at: 2 })],
  ],
  ["a type inside", [messageLine("msg_1", { at: 1, content: [{ type: "user" }] })]],
  [
    "totals behind other keys",
    [
      messageLine("msg_1", { at: 1 }),
      JSON.stringify({
        sessionId: "s",
        timestamp: timeAt(2),
        type: "cost-state",
        modelUsage: { "claude-haiku-4-5": { inputTokens: 70, outputTokens: 3 } },
      }),
    ],
  ],
])("read for usage alone as for everything: %s", async (_, lines) => {
  const [all, usage] = await readTwice(`${lines.join("\n")}\n`);
  expect(all?.length).toBeGreaterThan(0);
  expect(usage).toEqual(all);
});

const facts = fc.record({
  at: fc.nat({ max: 20 }),
  id: fc.constantFrom("msg_1", "msg_2", "gen-1"),
  content: fc.constantFrom(text, other, nested, long),
  output: fc.constantFrom(1, 2, 500),
  line: fc.constantFrom({}, { isSidechain: true }, beside, { version: "2.1.218" }),
  glue: fc.constantFrom("\n", "\n", "\n", "", "\r\n"),
  /** How much of the line was written before a kill; all of it as a rule. */
  written: fc.constantFrom(1, 1, 1, 1, 0.2, 0.7, 0.95),
  isUsers: fc.boolean(),
});

test("read for usage alone as for everything, whatever the lines repeat", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(facts, { minLength: 1, maxLength: 12 }), async (given) => {
      const lines = given.map(
        ({ at, id, content, output, line, glue, isUsers, written }, place) => {
          const usage = { output_tokens: output };
          const whole = isUsers ? userLine(at, {}) : messageLine(id, { at, content, usage, line });
          // A newline is lost where a program was killed: never twice in a row.
          if (given[place - 1]?.glue === "" || (given[place - 1]?.written ?? 1) < 1)
            return `${whole}\n`;
          return written < 1 ? whole.slice(0, written * whole.length) : whole + glue;
        },
      );
      const [all, usage] = await readTwice(`${lines.join("")}\n`);
      expect(usage).toEqual(all);
    }),
    { numRuns: 500 },
  );
}, 60_000);
