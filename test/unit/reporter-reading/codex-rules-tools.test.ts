import { describe, expect, test } from "vitest";
import { event, forkOf, item, meta, tokens } from "./support/codex-lines.ts";
import { type Line, readCodex, timesOf, toolsOf } from "./support/log-folder.ts";

const call = (at: number, facts: Line = {}) =>
  item("function_call", at, { call_id: "c1", name: "exec_command", ...facts });

const output = (at: number, text: unknown) =>
  item("function_call_output", at, { call_id: "c1", output: text });

/** The calls of one thread that has used something. */
const read = (lines: Line[]) => readCodex({ a: [meta("a", 0), tokens(1, [10, 1]), ...lines] });
const callsOf = async (lines: Line[]) => toolsOf(await read(lines));

describe("how a tool call ended, by its output", () => {
  test.each([
    ["an exit code", "Process exited with code 0\nOutput:\nfine", "ok"],
    ["another exit code", "Exit code: 2\nWall time: 1\nOutput:\nno", "failed"],
    ["a JSON document's end", '{"output":"x","metadata":{"exit_code":1}}', "failed"],
    ["a JSON document that says nothing", '{"output":"Exit code: 3"}', "ok"],
    ["what the program printed does not count", "Wall time: 1\nOutput:\nExit code: 2", "ok"],
    ["the user's no", "exec command rejected by user", "rejected"],
    ["the user's stop", "aborted by user after 3.1s", "rejected"],
    ["a patch that does not apply", "apply_patch verification failed: no such line", "failed"],
    ["an object", { success: false, content: "no" }, "failed"],
    ["an object's text", { content: "Exit code: 1" }, "failed"],
    ["a list of texts", [{ type: "input_text", text: "Script failed" }], "failed"],
    ["anything else", "Plan updated", "ok"],
  ])("%s", async (_, text, outcome) => {
    expect(await callsOf([call(2), output(5, text)])).toEqual([
      { runId: "a", key: "c1", name: "exec_command", durationMs: 3_000, outcome },
    ]);
  });

  test.each([
    ["no output", []],
    ["a command that goes on", [output(5, "Process running with session ID 7")]],
    ["another call's output", [item("function_call_output", 5, { call_id: "c2", output: "" })]],
  ])("%s leaves it unfinished", async (_, lines) => {
    const [first] = await callsOf([call(2), ...lines]);
    expect(first).toMatchObject({ durationMs: null, outcome: "unfinished" });
  });

  test("an output dated before the call takes no time", async () => {
    expect(await callsOf([call(5), output(2, "")])).toMatchObject([{ durationMs: 0 }]);
  });
});

describe("how a tool call ended, by the client's word", () => {
  const took = { duration: { secs: 1, nanos: 500_000_000 } };

  test.each([
    ["exec_command_end", { exit_code: 1, ...took }, "failed"],
    ["exec_command_end", { exit_code: 0, ...took }, "ok"],
    ["exec_command_end", { status: "declined", exit_code: 1, ...took }, "rejected"],
    ["patch_apply_end", { success: false, ...took }, "failed"],
    ["mcp_tool_call_end", { result: { Ok: { content: [] } }, ...took }, "ok"],
    ["mcp_tool_call_end", { result: { Ok: { isError: true } }, ...took }, "failed"],
    ["mcp_tool_call_end", { result: { Err: "gone" }, ...took }, "failed"],
  ])("%s %j", async (type, facts, outcome) => {
    for (const isLast of [true, false]) {
      const ends = [event(type, 3, { call_id: "c1", ...facts }), output(9, "Exit code: 0")];
      const lines = [call(2), ...(isLast ? ends.toReversed() : ends)];
      expect(timesOf(await read(lines))).toEqual([{ outcome, durationMs: 7_000, ranMs: 1_500 }]);
    }
  });

  test("a completed item tells how long it ran", async () => {
    const done = event("item_completed", 9, {
      item: { type: "CommandExecution", id: "c1", status: "failed" },
      started_at_ms: 1_000,
      completed_at_ms: 1_250,
    });
    expect(timesOf(await read([call(2), done]))).toEqual([
      { outcome: "failed", durationMs: 7_000, ranMs: 250 },
    ]);
  });

  test.each([
    ["the head of the output", "Exit code: 0\nWall time: 1.2345 seconds\nOutput:\nfine", 1_235],
    ["whole seconds", "Exit code: 0\nWall time: 12 seconds\nOutput:\n", 12_000],
    [
      "a JSON document's end",
      '{"output":"x","metadata":{"exit_code":0,"duration_seconds":0.2}}',
      200,
    ],
    ["what the program printed is none", "Exit code: 0\nOutput:\nWall time: 9 seconds\n", null],
    ["nothing", "Plan updated", null],
  ])("how long it ran, by %s", async (_, text, ranMs) => {
    expect(timesOf(await read([call(2), output(15, text)]))).toEqual([
      { outcome: "ok", durationMs: 13_000, ranMs },
    ]);
  });
});

describe("which calls there are", () => {
  test.each([
    ["function_call", { call_id: "c1", name: "update_plan" }, "update_plan"],
    ["custom_tool_call", { call_id: "c1", name: "apply_patch" }, "apply_patch"],
    ["local_shell_call", { call_id: "c1" }, "shell"],
    ["local_shell_call", { id: "c1" }, "shell"],
  ])("%s %j", async (type, facts, name) => {
    expect(await callsOf([item(type, 2, facts)])).toMatchObject([{ key: "c1", name }]);
  });

  test("a call that stands twice, as in a replay, is one", async () => {
    const lines = [tokens(1, [10, 1]), call(2), output(3, "")];
    const items = await readCodex({
      a: [meta("a", 0), ...lines, ...lines],
      b: [meta("b", 9, forkOf("a")), ...lines, tokens(10, [20, 2])],
    });
    expect(toolsOf(items)).toMatchObject([{ runId: "a", key: "c1" }]);
  });

  test.each(["__proto__", "constructor", "toString", "__defineGetter__"])(
    "%s is a name like any other",
    async (name) => {
      const facts = { call_id: name, name };
      const found = await callsOf([
        { type: name, payload: { type: name } },
        event(name, 1),
        event("exec_command_end", 2, { call_id: name, exit_code: 0, status: name }),
        item("function_call_output", 2, { call_id: name, output: "" }),
        item("function_call", 2, facts),
        event("exec_command_end", 3, { call_id: name, exit_code: 1, status: name }),
      ]);
      expect(found).toMatchObject([{ key: name, name, outcome: "failed" }]);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  test("a status that nobody knows says nothing", async () => {
    const end = event("patch_apply_end", 3, { call_id: "c1", status: "constructor" });
    expect(await callsOf([call(2), end])).toMatchObject([{ outcome: "unfinished" }]);
  });
});
