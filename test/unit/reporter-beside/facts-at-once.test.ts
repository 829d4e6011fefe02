import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { expect, onTestFinished, test } from "vitest";
import { readAgentStates, takeUpFacts, withFacts } from "#reporter/beside/agent-states.ts";
import { leaveFact } from "#reporter/beside/fact-spool.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const node = path.join(root, "node_modules/.bin/node");
const fact = (session: string, event = "UserPromptSubmit", at = 0) => ({
  at: Date.UTC(2026, 10, 21) + at,
  runtime: "claude-code",
  session,
  event,
});

/** As many as are kept. */
const most = 200;

test("no fact is lost that is left while others are taken up", { timeout: 60_000 }, async () => {
  const folder = aFolder();
  mkdirSync(folder, { recursive: true });
  const module = path.join(root, "agent-reporter/beside/agent-states.ts");
  const script = `import { takeUpFacts } from ${JSON.stringify(module)};
    process.stdout.write("ready");
    for (;;) takeUpFacts(${JSON.stringify(folder)});`;
  const taker = spawn(node, ["--input-type=module", "-e", script], { cwd: root });
  onTestFinished(() => void taker.kill("SIGKILL"));
  taker.stderr.on("data", (text) => console.error(String(text)));
  await once(taker.stdout, "data");
  for (let round = 0; round < 20; round++) {
    for (let at = 0; at < most; at++)
      leaveFact(folder, fact(`${round}-${at}`, "UserPromptSubmit", round));
    const known = () => {
      const sessions = readAgentStates(folder).map(({ session }) => session);
      return sessions.filter((one) => one.startsWith(`${round}-`)).length;
    };
    await expect.poll(known).toBe(most);
  }
  taker.kill("SIGKILL");
  expect(process.exitCode).toBeUndefined();
});

test("a fact that was left twice says the same as once", () => {
  const folder = aFolder();
  mkdirSync(folder, { recursive: true });
  const asks = { ...fact("s", "Notification"), why: "permission_prompt" };
  for (const one of [fact("s"), asks, asks]) leaveFact(folder, one);
  expect(takeUpFacts(folder)).toEqual(withFacts([], [fact("s"), asks]));
  expect(readAgentStates(folder)).toMatchObject([{ permissionPrompts: 1 }]);
});
