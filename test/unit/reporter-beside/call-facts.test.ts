import { cpSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { ToolItem } from "#contract/ingest.ts";
import { takeUpFacts } from "#reporter/beside/agent-states.ts";
import { readCallFacts } from "#reporter/beside/call-facts.ts";
import { type Fact, factOf } from "#reporter/beside/fact.ts";
import { leaveFact } from "#reporter/beside/fact-spool.ts";
import { withCallFacts } from "#reporter/beside/lay-call-facts.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { aClaudeSession } from "../reporter/support/claude-log.ts";
import { aFakeServer, type FakeServer } from "../reporter/support/fake-server.ts";
import { aMachine } from "../reporter/support/reporting-machine.ts";
import { runStint, startStint, until } from "../reporter/support/run-stint.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";
import { asAnAgent } from "./support/run-beside.ts";

const slow = 60_000;

const ended = (call: string, more: Partial<Fact> = {}): Fact => ({
  at: 1,
  runtime: "claude-code",
  session: "s",
  event: "PostToolUse",
  call,
  ms: 200,
  ...more,
});

const use = (id: string) => [{ type: "tool_use", id, name: "Bash", input: { command: "ls" } }];

/** A log with one call, and the library with what hooks told laid over it. */
async function aCall() {
  const claude = aFolder();
  const state = aFolder();
  const log = aClaudeLog(claude);
  log.append(1, use("toolu_1"));
  const logs = await openLogs({ CLAUDE_CONFIG_DIR: claude });
  const library = withCallFacts(logs, state);
  await library.refresh();
  const tools = () => [...library.items()].filter((item): item is ToolItem => item.type === "tool");
  return { state, log, library, tools };
}

test("a fact is laid over the log's call, before and after it is taken up", async () => {
  const { state, tools } = await aCall();
  expect(tools()).toMatchObject([{ ranMs: null, outcome: "unfinished" }]);
  leaveFact(state, ended("toolu_1", { outcome: "ok" }));
  leaveFact(state, ended("toolu_2"));
  const told = [{ key: "toolu_1", ranMs: 200, outcome: "ok", durationMs: null }];
  expect(tools()).toMatchObject(told);
  takeUpFacts(state);
  expect(tools()).toMatchObject(told);
  expect(tools()).toHaveLength(1);
});

test.each([
  ["failed" as const, "failed", null],
  ["interrupted" as const, "failed", "interrupted"],
  [undefined, "unfinished", null],
])(
  "a call that a hook says is %s is so until the log tells more",
  async (told, outcome, errorKind) => {
    const { state, tools } = await aCall();
    leaveFact(state, ended("toolu_1", told && { outcome: told }));
    expect(tools()).toMatchObject([{ outcome, errorKind, ranMs: 200 }]);
  },
);

test("another agent's call of the same id is another call", async () => {
  const { state, tools } = await aCall();
  leaveFact(state, ended("toolu_1", { runtime: "codex" }));
  expect(tools()).toMatchObject([{ ranMs: null }]);
});

test("a fact that comes after its call was told makes it news, once", async () => {
  const { state, library } = await aCall();
  expect(library.takeChanged().map(({ type }) => type)).toContain("tool");
  expect(library.takeChanged()).toEqual([]);
  leaveFact(state, ended("toolu_1"));
  expect(library.takeChanged()).toMatchObject([{ type: "tool", key: "toolu_1", ranMs: 200 }]);
  takeUpFacts(state);
  expect(library.takeChanged()).toEqual([]);
});

test("what is kept of calls takes little room, and the newest stays", { timeout: slow }, () => {
  const state = aFolder();
  for (let at = 0; at < 9_000; at++) {
    leaveFact(state, ended(`toolu_${at}`, { ms: at }));
    if (at % 1_000 === 0) takeUpFacts(state);
  }
  takeUpFacts(state);
  const files = globSync(path.join(state, "facts/*calls.ndjson")).map((file) => readFileSync(file));
  expect(files.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1_000_000);
  const facts = readCallFacts(state);
  expect(facts.get("claude-code toolu_8999")).toEqual({ ms: 8_999 });
  expect(facts.size).toBeGreaterThan(1_000);
});

/** The calls that the server has been sent, in their last state. */
function sentCalls(server: FakeServer) {
  const items = server.uploads().flatMap(({ body }) => JSON.parse(body).items);
  const tools = items.filter(({ type }) => type === "tool");
  return new Map<string, ToolItem>(tools.map((tool) => [tool.key, tool]));
}

const secret = "CANARY-content";
const hooked = (session: string, call: string) =>
  JSON.stringify({
    session_id: session,
    transcript_path: `/home/${secret}/x.jsonl`,
    cwd: `/home/${secret}`,
    hook_event_name: "PostToolUse",
    tool_name: "Bash",
    tool_input: { command: secret, duration_ms: 7 },
    tool_response: { stdout: secret },
    tool_use_id: call,
    duration_ms: 25,
  });

test(
  "hook, then sync: the call goes up once, with the time it ran",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    const { id, lines } = aClaudeSession(claude, 2);
    const [call = ""] = /toolu_\d+/.exec(lines[0] ?? "") ?? [];
    await asAnAgent(["hook", "claude-code"], env, hooked(id, call));
    await asAnAgent(["hook", "claude-code"], env, hooked(id, "toolu_of_nobody"));
    const dry = await runStint(["sync", "--dry-run", "--json"], env);
    expect(dry.out).toContain('"ranMs":25');
    expect((await runStint(["sync"], env)).code).toBe(0);
    expect(sentCalls(server).get(call)).toMatchObject({ ranMs: 25, outcome: "ok" });
    expect(sentCalls(server).size).toBe(2);
    const sent = server.uploads().length;
    expect((await runStint(["sync"], env)).code).toBe(0);
    expect(server.uploads()).toHaveLength(sent);
    expect(
      server
        .uploads()
        .map(({ body }) => body)
        .join(""),
    ).not.toContain("CANARY");
  },
);

test("a running watch sends what a hook tells late", { timeout: slow }, async () => {
  const server = await aFakeServer();
  const { env, claude, state } = aMachine(server);
  const log = aClaudeLog(claude);
  log.append(1, use("toolu_late"));
  const watch = startStint(["watch"], env);
  await until(() => sentCalls(server).has("toolu_late"), watch.err);
  expect(sentCalls(server).get("toolu_late")).toMatchObject({ ranMs: null });
  leaveFact(state, ended("toolu_late", { session: log.sessionId }));
  await until(() => sentCalls(server).get("toolu_late")?.ranMs === 200, watch.err);
});

const captures = globSync("../shared/real-clients/samples/claude-2.1.329/*/hooks.jsonl");

test.skipIf(captures.length === 0)(
  "real hooks' times come to stand at the log's calls",
  async () => {
    let laid = 0;
    for (const file of captures) {
      const state = aFolder();
      const facts = readFileSync(file, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => factOf(JSON.parse(line).body, { at: 5, runtime: "claude-code", env: {} }))
        .filter((fact) => fact !== null);
      for (const fact of facts) leaveFact(state, fact);
      const home = aFolder();
      cpSync(path.join(path.dirname(file), "sessions"), path.join(home, "projects"), {
        recursive: true,
      });
      const logs = await openLogs({ CLAUDE_CONFIG_DIR: home });
      const library = withCallFacts(logs, state);
      await library.refresh();
      const tools = [...library.items()].filter((item): item is ToolItem => item.type === "tool");
      const known = new Map(facts.map((fact) => [fact.call, fact.ms] as const));
      for (const { key, ranMs, outcome } of tools) {
        const ms = known.get(key);
        if (ms === undefined) continue;
        expect(ranMs).toBeGreaterThanOrEqual(ms);
        expect(outcome).not.toBe("unfinished");
        laid += 1;
      }
    }
    expect(laid).toBeGreaterThan(40);
  },
);
