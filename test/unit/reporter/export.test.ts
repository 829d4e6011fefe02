import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { runStint } from "./support/run-stint.ts";
import { aFolder } from "./support/temporary-folder.ts";

/** A machine with two sessions; the second one's folder has a name that a spreadsheet would run. */
function aMachine() {
  const home = aFolder();
  const claude = path.join(home, "claude");
  aClaudeLog(claude).append(10_000);
  aClaudeLog(claude, { cwd: '/srv/=SUM(A1), "it"' }).append(20_000);
  const env = { HOME: home, STINT_HOME: path.join(home, "state"), CLAUDE_CONFIG_DIR: claude };
  return async (...args: string[]) => (await runStint(["export", ...args], env)).out;
}

test("JSON and NDJSON hold a row for each response, with its cost", async () => {
  const stint = aMachine();
  const rows: { output: number }[] = JSON.parse(await stint());
  expect(rows).toHaveLength(2);
  expect(rows.find(({ output }) => output === 10_000)).toMatchObject({
    runtime: "claude-code",
    model: "claude-opus-4-6",
    input: 1_000,
    output: 10_000,
    costUsd: 0.255,
    lowerBound: false,
  });
  const lines = (await stint("--format", "ndjson")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
});

test("CSV is quoted where it must be, and holds no formula", async () => {
  const csv = await aMachine()("--format", "csv");
  const [head, ...rows] = csv.trimEnd().split("\r\n");
  expect(head).toMatch(/^time,runtime,session,run,project,model,input,output,/);
  expect(rows).toHaveLength(2);
  expect(csv).toContain(",storefront,claude-opus-4-6,1000,10000,");
  expect(csv).toContain(`,"'=SUM(A1), ""it""",claude-opus-4-6,1000,20000,`);
});

test("tool calls and failed requests are exported too, without their content", async () => {
  const home = aFolder();
  const claude = path.join(home, "claude");
  const log = aClaudeLog(claude);
  const input = { command: "rm -rf CANARY" };
  log.append(1, [{ type: "tool_use", id: "toolu_1", name: "Bash", input }]);
  log.fail(529);
  const env = { HOME: home, STINT_HOME: path.join(home, "state"), CLAUDE_CONFIG_DIR: claude };
  const stint = async (...args: string[]) => (await runStint(["export", ...args], env)).out;
  const tools = await stint("--what", "tools");
  expect(JSON.parse(tools)).toEqual([
    {
      time: expect.stringMatching(/^20/),
      runtime: "claude-code",
      session: log.sessionId,
      run: log.sessionId,
      project: "storefront",
      name: "Bash",
      verb: "rm",
      outcome: "unfinished",
      errorKind: null,
      exitCode: null,
      durationMs: null,
      ranMs: null,
      destructive: true,
      isSubagent: false,
    },
  ]);
  expect(tools).not.toContain("CANARY");
  const csv = await stint("--what", "errors", "--format", "csv");
  expect(csv.split("\r\n").slice(0, 2)).toEqual([
    "time,runtime,session,run,project,kind,status,model,attempt,maxAttempts,retryInMs",
    expect.stringMatching(/,storefront,overloaded,529,,1,10,566$/),
  ]);
  expect(JSON.parse(await stint("--what", "errors", "--runtime", "codex"))).toEqual([]);
  expect(JSON.parse(await stint("--what", "tools", "--until", "2020-01-01"))).toEqual([]);
  expect((await runStint(["export", "--what", "toString"], env)).code).toBe(2);
});

test("filters of costs are its filters", async () => {
  const stint = aMachine();
  expect(JSON.parse(await stint("--project", "storefront"))).toHaveLength(1);
  expect(JSON.parse(await stint("--until", "2020-01-01"))).toEqual([]);
  expect(JSON.parse(await stint("--runtime", "codex"))).toEqual([]);
});

test("a machine without logs has no rows", async () => {
  const home = aFolder();
  mkdirSync(path.join(home, ".claude/projects/p"), { recursive: true });
  writeFileSync(path.join(home, ".claude/projects/p/a.jsonl"), "");
  const { code, out } = await runStint(["export"], { HOME: home, STINT_HOME: `${home}/state` });
  expect({ code, rows: JSON.parse(out) }).toEqual({ code: 0, rows: [] });
});
