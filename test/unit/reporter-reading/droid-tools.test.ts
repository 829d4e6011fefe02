import { describe, expect, test } from "vitest";
import { isUsage } from "#test/support/open-logs.ts";
import {
  begin,
  folder,
  readSessions,
  said,
  session,
  settings,
  start,
} from "./support/droid-sessions.ts";
import { figuresOf, type Line, onlyUsage, toolsOf } from "./support/log-folder.ts";
import { readBroken, readSteps, secret, spoilt } from "./support/log-steps.ts";

describe("tool calls", () => {
  const use = { type: "tool_use", id: "t", name: "Execute", input: { command: secret } };
  const calls = async (result: Line | null) => {
    const answer = { type: "tool_result", tool_use_id: "t", ...result };
    const lines = [start(), said(3, [use]), ...(result ? [said(5, [answer])] : [])];
    return toolsOf(await readSessions(session(lines)));
  };

  test.each<[string, Line, string]>([
    ["an answer", { content: secret }, "ok"],
    ["an error's text", { content: "Error: Command failed (exit code: 1)\nls: no" }, "failed"],
    ["an error's text in a list", { content: [{ type: "text", text: "Error: no" }] }, "failed"],
    ["an error that is said to be none", { content: "Error: x", is_error: false }, "ok"],
    ["a marked error", { content: secret, is_error: true }, "failed"],
    ["an exit code at the end", { content: "no\n\n[Process exited with code 2]" }, "failed"],
    ["no failure at the end", { content: "yes\n[Process exited with code 0]" }, "ok"],
    ["an exit code in between", { content: `[Process exited with code 2]\n${secret}` }, "ok"],
    ["the user's no", { content: "Error: rejected by the user", is_error: true }, "rejected"],
    ["the user's stop", { content: "Error: Tool execution cancelled by user" }, "rejected"],
    ["a user's file", { content: "Error: no file users.txt\nthe user denied" }, "failed"],
    ["nothing", {}, "ok"],
  ])("%s", async (_, result, outcome) => {
    expect(await calls(result)).toEqual([
      { runId: "s", key: "s:t", name: "Execute", durationMs: 2_000, outcome },
    ]);
  });

  test("one without an answer goes on", async () => {
    expect(await calls(null)).toMatchObject([{ outcome: "unfinished", durationMs: null }]);
  });

  test("a provider's id stands alone", async () => {
    const id = "toolu_01AbCdEfGhIjKlMnOpQr";
    const items = await readSessions(session([said(3, [{ ...use, id }])]));
    expect(toolsOf(items)).toMatchObject([{ key: id }]);
  });

  test.each([{ name: 1 }, { id: null }, { id: "x".repeat(300) }, { type: "server_tool_use" }])(
    "%j is none",
    async (facts) => {
      expect(toolsOf(await readSessions(session([said(3, [{ ...use, ...facts }])])))).toEqual([]);
    },
  );
});

test("a session that grows is read as if at once", async () => {
  const use = { type: "tool_use", id: "t", name: "Read", input: {} };
  const answer = { type: "tool_result", tool_use_id: "t", content: "Error: no" };
  const lines = [start(), said(2, [use]), said(4, [answer]), said(6)];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const whole = text.split("\n").slice(0, 2).join("\n").length;
  const small = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, thinkingTokens: 0 };
  const log = `${folder}/s.jsonl`;
  const items = await readSteps("FACTORY_DIR", [
    session(null, settings(small, { model: "old" })),
    { [log]: text.slice(0, 40) },
    { [log]: text.slice(0, whole + 30), ...session(null, settings({ inputTokens: 5 })) },
    { [`${folder}/s.settings.json`]: '{"model": "claude-o' },
    { [log]: text },
    { [log]: `${text}{"type":"message","timestamp":not json\n`, ...session(null) },
    // Rewritten with another beginning.
    { [log]: `${JSON.stringify(start({ version: "0.81.0", note: "longer" }))}\n${text}` },
  ]);
  expect(figuresOf(items)).toEqual(["s s 10/25/40/30/0"]);
  expect(onlyUsage(items)).toMatchObject({
    model: "claude-opus-4-5",
    occurredAt: begin + 6_000,
  });
  expect(toolsOf(items)).toMatchObject([{ outcome: "failed", durationMs: 2_000 }]);
});

test("a log that is no fork any more has no copies", async () => {
  const use = said(2, [{ type: "tool_use", id: "t", name: "Read" }]);
  const items = await readSteps("FACTORY_DIR", [
    session([start({ forkedAtMessageId: "gone" }), use]),
    session([start({ note: "another beginning" }), use]),
  ]);
  expect(toolsOf(items)).toMatchObject([{ name: "Read" }]);
});

test("no broken session harms another", async () => {
  const use = { type: "tool_use", id: "t", name: "Read" };
  const answer = {
    type: "tool_result",
    tool_use_id: "t",
    content: [{ text: "x" }],
    is_error: true,
  };
  const lines = [
    start({ callingSessionId: "p", forkedAtMessageId: "m1" }),
    said(1),
    said(2, [use]),
    { ...said(3, [answer]), modelId: "m" },
  ];
  const broken = [...spoilt(lines), ...spoilt(settings())].map((one, at) => {
    const isLog = Array.isArray(one);
    return session(isLog ? one : [said(1)], isLog ? settings() : one, `b${at}`);
  });
  const items = await readBroken(
    "FACTORY_DIR",
    Object.assign({}, ...broken, session([said(9)], settings(), "good")),
  );
  expect(items.filter(isUsage).find(({ key }) => key === "droid:good")).toBeDefined();
});
