import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { run as init } from "#reporter/commands/init.ts";
import { hookCostMs, toolHooksQuestion } from "#reporter/setup/tool-hooks.ts";
import { anIo, type TestIo } from "../reporter/support/command-io.ts";
import { aHome } from "../reporter/support/run-stint.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";

const hook = "'/opt/node/bin/node' '/opt/stint/bin.js' hook claude-code || true";
const others =
  '{ "hooks": { "Stop": [{ "hooks": [{ "type": "command", "command": "say done" }] }] } }\n';

/** A machine whose person says yes to events of tools alone. */
function aMachine() {
  const env = aHome(aFolder());
  const said: string[] = [];
  const confirm = async (question: string) => {
    said.push(question);
    return question.includes("each tool call");
  };
  const io: TestIo = { ...anIo(env), confirm };
  return { io, said, settings: path.join(env["CLAUDE_CONFIG_DIR"] ?? "", "settings.json") };
}

test("events of tools are set up where a flag asks for them, with a question of their own", async () => {
  const { settings, io, said } = aMachine();
  await init(["--no-login", "--yes"], { ...io, confirm: null });
  expect(readFileSync(settings, "utf8")).not.toContain("ToolUse");
  await init(["--undo"], io);

  writeFileSync(settings, others);
  expect(await init(["--no-login", "--tool-hooks"], io)).toBe(0);
  expect(said.filter((question) => question.includes("It waits"))).toHaveLength(1);
  const { hooks } = JSON.parse(readFileSync(settings, "utf8"));
  expect(Object.keys(hooks).toSorted()).toEqual(["PostToolUse", "Stop"]);
  expect(hooks.PostToolUse).toEqual([
    { matcher: "*", hooks: [{ type: "command", command: hook, timeout: 5 }] },
  ]);
  await init(["--undo"], io);
  expect(readFileSync(settings, "utf8")).toBe(others);
});

test("what a hook costs is measured with this program, and not said where it does not start", () => {
  const program = { node: process.execPath, script: path.resolve("agent-reporter/bin/stint.js") };
  const env = aHome(aFolder());
  expect(hookCostMs({ env, program })).toBeGreaterThan(1);
  expect(existsSync(path.join(env["STINT_HOME"] ?? "", "facts"))).toBe(false);
  expect(toolHooksQuestion({ env, program })).toMatch(/It waits some \d+ ms for it, every time\.$/);
  expect(hookCostMs({ env, program: { node: "/nowhere/node", script: "x" } })).toBeNull();
});
