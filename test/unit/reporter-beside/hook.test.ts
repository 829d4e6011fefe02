import {
  chmodSync,
  existsSync,
  globSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readAgentStates, takeUpFacts } from "#reporter/beside/agent-states.ts";
import { factOf, toldAtFirst } from "#reporter/beside/fact.ts";
import { largestSpoolBytes, leaveFact, olderFile, spoolFile } from "#reporter/beside/fact-spool.ts";
import { aHome } from "../reporter/support/run-stint.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";
import { asAnAgent } from "./support/run-beside.ts";

const slow = 60_000;
const context = { at: 5, runtime: undefined, env: {} };

const secret = "CANARY-content";
const asked = {
  session_id: "s-1",
  transcript_path: `/home/${secret}/x.jsonl`,
  cwd: `/home/${secret}`,
  permission_mode: "default",
  hook_event_name: "PreToolUse",
  tool_name: "Bash",
  tool_use_id: "toolu_1",
  tool_input: { command: secret, session_id: secret },
};

const silence = { code: 0, out: "", err: "" };

const factsIn = (state: string) => {
  const file = spoolFile(state);
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};

test(
  "a hook leaves ids, times and names, and nothing of what was said",
  { timeout: slow },
  async () => {
    const env: Record<string, string> = { ...aHome(aFolder()), STINT_RUN: "run-7" };
    expect(await asAnAgent(["hook"], env, JSON.stringify(asked))).toMatchObject(silence);
    const [line = ""] = factsIn(env["STINT_HOME"] ?? "");
    expect(JSON.parse(line)).toEqual({
      at: expect.any(Number),
      runtime: "claude-code",
      session: "s-1",
      event: "PreToolUse",
      tool: "Bash",
      call: "toolu_1",
      under: "run-7",
    });
    expect(line).not.toContain("CANARY");
  },
);

test("Codex's notify hands its event over as an argument", { timeout: slow }, async () => {
  const env = aHome(aFolder());
  const told = { type: "agent-turn-complete", "thread-id": "t-1", "input-messages": [secret] };
  const seen = await asAnAgent(["hook", "codex", JSON.stringify(told)], env, "");
  expect(seen).toMatchObject(silence);
  const [line = ""] = factsIn(env["STINT_HOME"] ?? "");
  expect(JSON.parse(line)).toMatchObject({ runtime: "codex", session: "t-1" });
  expect(line).not.toContain("CANARY");
});

test.each([
  ["garbage", "}{ not json"],
  ["nothing", ""],
  ["another kind of JSON", "[1, 2]"],
  ["an event without a session", '{"hook_event_name": "Stop"}'],
  ["an id that is none", '{"session_id": "a b/../c", "hook_event_name": "Stop"}'],
])("%s on stdin disturbs nobody", { timeout: slow }, async (_, stdin) => {
  const env = aHome(aFolder());
  expect(await asAnAgent(["hook"], env, stdin)).toMatchObject(silence);
  expect(factsIn(env["STINT_HOME"] ?? "")).toEqual([]);
});

test("a stdin that is huge or never closes ends soon", { timeout: slow }, async () => {
  const env = aHome(aFolder());
  const huge = JSON.stringify({ ...asked, tool_input: secret.repeat(2_000_000) });
  expect(await asAnAgent(["hook"], env, huge)).toMatchObject(silence);
  expect(JSON.parse(factsIn(env["STINT_HOME"] ?? "")[0] ?? "")).toMatchObject({ session: "s-1" });
  expect(factsIn(env["STINT_HOME"] ?? "").join()).not.toContain("CANARY");

  const open = await asAnAgent(["hook"], env, null);
  expect(open).toMatchObject(silence);
  expect(open.ms).toBeLessThan(10_000);
});

test("a state folder that cannot be written disturbs nobody", { timeout: slow }, async () => {
  const folder = aFolder();
  const env = aHome(folder);
  const file = path.join(folder, "a-file");
  writeFileSync(file, "");
  const { HOME: _, STINT_HOME: __, ...homeless } = env;
  for (const broken of [
    { ...env, STINT_HOME: file },
    { ...homeless, HOME: "/dev/null/x" },
  ]) {
    expect(await asAnAgent(["hook"], broken, JSON.stringify(asked))).toMatchObject(silence);
  }
  mkdirSync(path.join(env["STINT_HOME"] ?? "", "facts"));
  chmodSync(path.join(env["STINT_HOME"] ?? "", "facts"), 0o500);
  expect(await asAnAgent(["hook"], env, JSON.stringify(asked))).toMatchObject(silence);
});

test("every field of an event that could hold content is left out", () => {
  const text = `${secret} with words`;
  const given = Object.fromEntries(
    ["tool_name", "tool_use_id", "agent_id", "reason", "source", "notification_type"].map(
      (name) => [name, text],
    ),
  );
  const fact = factOf(
    { ...given, session_id: "s", hook_event_name: "Stop", prompt: text },
    context,
  );
  expect(fact).toEqual({ at: 5, runtime: "claude-code", session: "s", event: "Stop" });
});

test.each([
  ["PostToolUse", {}, { ms: 12, outcome: "ok" }],
  ["PostToolUse", { duration_ms: 0.4 }, { ms: 0, outcome: "ok" }],
  ["PostToolUse", { duration_ms: "12" }, { outcome: "ok" }],
  ["PostToolUse", { duration_ms: -1 }, { outcome: "ok" }],
  ["PostToolUseFailure", { error: secret }, { ms: 12, outcome: "failed" }],
  ["PostToolUseFailure", { is_interrupt: true }, { ms: 12, outcome: "interrupted" }],
  ["PostToolUse", { turn_id: "t" }, { ms: 12 }],
  ["PreToolUse", { duration_ms: undefined }, {}],
])("%s with %o tells how long a call ran and how it ended", (event, more, told) => {
  const given = { ...asked, hook_event_name: event, duration_ms: 12, ...more };
  const { ms, outcome } = factOf(given, context) ?? {};
  expect({ ms, outcome }).toEqual({ ms: undefined, outcome: undefined, ...told });
});

test("of an event that is cut off counts what stands before its content", () => {
  const told = toldAtFirst(JSON.stringify(asked).slice(0, -20));
  expect(factOf(told, context)).toMatchObject({ session: "s-1", tool: "Bash" });
  expect(JSON.stringify(told)).not.toContain("command");
  expect(toldAtFirst('{"session_id": "s-1", "hook_ev')).toBeUndefined();
});

const captures = globSync("../shared/real-clients/samples/{claude,codex,gemini}*/**/hooks.jsonl");

test.skipIf(captures.length === 0)("real events of all versions are understood", () => {
  let count = 0;
  for (const file of captures) {
    for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
      const { body } = JSON.parse(line);
      const fact = factOf(body, context);
      expect(fact).toMatchObject({ session: body.session_id, event: body.hook_event_name });
      for (const value of Object.values(fact ?? {})) expect(String(value)).not.toMatch(/[/\s]/);
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(300);
});

const aFact = (event: string, more: object = {}) => ({
  at: 10,
  runtime: "claude-code",
  session: "s",
  event,
  ...more,
});

test("facts are taken up once, into how the sessions stand", () => {
  const folder = aFolder();
  leaveFact(folder, aFact("SessionStart", { at: 1, under: "run-7" }));
  leaveFact(folder, aFact("Notification", { at: 2, why: "permission_prompt" }));
  leaveFact(folder, aFact("PostToolUse", { at: 3 }));
  leaveFact(folder, aFact("Notification", { at: 4, why: "permission_prompt" }));
  writeFileSync(spoolFile(folder), `${readFileSync(spoolFile(folder), "utf8")}{"torn`);
  expect(takeUpFacts(folder)).toMatchObject([
    { state: "asks-permission", since: 4, startedAt: 1, permissionPrompts: 2, under: "run-7" },
  ]);
  expect(takeUpFacts(folder)).toMatchObject([{ permissionPrompts: 2 }]);
  leaveFact(folder, aFact("SessionEnd", { at: 9, why: "prompt_input_exit" }));
  expect(takeUpFacts(folder)).toMatchObject([
    { state: "ended", endedAt: 9, endReason: "prompt_input_exit", permissionPrompts: 2 },
  ]);
  expect(readAgentStates(folder)).toHaveLength(1);
});

test("a taking up that ended half way is finished by the next, and counts nothing twice", () => {
  const folder = aFolder();
  leaveFact(folder, aFact("Notification", { why: "permission_prompt" }));
  const taking = path.join(folder, "facts", "taking.ndjson");
  renameSync(spoolFile(folder), taking);
  linkSync(taking, `${taking}.kept`);
  // Moved away, and not read yet.
  expect(takeUpFacts(folder)).toMatchObject([{ permissionPrompts: 1 }]);
  expect(existsSync(taking)).toBe(false);
  // Read and noted, and not removed yet.
  renameSync(`${taking}.kept`, taking);
  expect(takeUpFacts(folder)).toMatchObject([{ permissionPrompts: 1 }]);
  expect(existsSync(taking)).toBe(false);
});

test("without anyone to take them up, facts take little room", { timeout: slow }, () => {
  const folder = aFolder();
  const fact = aFact("PreToolUse", { call: "x".repeat(190), tool: "y".repeat(190) });
  for (let at = 0; at < 8_000; at++) leaveFact(folder, { ...fact, at });
  const bytes = [spoolFile(folder), olderFile(folder)].map((file) =>
    existsSync(file) ? readFileSync(file).length : 0,
  );
  expect(Math.max(...bytes)).toBeLessThan(largestSpoolBytes + 1_000);
  expect(takeUpFacts(folder)).toHaveLength(1);
});
