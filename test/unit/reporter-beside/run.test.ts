import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { aFakeServer } from "../reporter/support/fake-server.ts";
import { aClaudeLine } from "../reporter/support/claude-log.ts";
import { aMachine } from "../reporter/support/reporting-machine.ts";
import { aHome, runStint, startStint, until } from "../reporter/support/run-stint.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";

const slow = 60_000;
const stint = path.resolve("agent-reporter/bin/stint.js");
const session = "11111111-2222-4333-8444-555555555555";

/** Programs that behave as an agent does: they write a log, call their hook, and end as they are told. */
function anAgent(claude: string, body: string): string[] {
  const logs = path.join(claude, "projects", "-x");
  mkdirSync(logs, { recursive: true });
  const line = aClaudeLine(session).replace(/"timestamp":"[^"]+"/, '"timestamp":"NOW"');
  const script = path.join(claude, "agent.mjs");
  writeFileSync(
    script,
    `import { appendFileSync } from "node:fs";
    import { spawnSync } from "node:child_process";
    const now = () => new Date().toISOString();
    const write = () => appendFileSync(${JSON.stringify(path.join(logs, `${session}.jsonl`))}, ${JSON.stringify(line)}.replace("NOW", now()));
    const hook = (event) => spawnSync(process.execPath, [${JSON.stringify(stint)}, "hook"], { input: JSON.stringify({ session_id: "${session}", hook_event_name: event }) });
    ${body}`,
  );
  return [process.execPath, script];
}

test(
  "an agent runs with its own status, is sent, and summed up by what its hooks said",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    const agent = anAgent(
      claude,
      'hook("SessionStart"); write(); console.log("hello"); process.exit(7);',
    );
    const { code, out, err } = await runStint(["run", "--", ...agent, "--help"], env);
    expect({ code, out }).toEqual({ code: 7, out: "hello\n" });
    expect(err).toMatch(/^stint: \$0\.01, 11,110 tokens in 1 response of 1 session, .*\.\n$/);
    expect(server.totals()).toMatchObject({ events: 1, output: 10 });
  },
);

test(
  "without hooks it says that others' work may be among it; without a login it runs all the same",
  { timeout: slow },
  async () => {
    const env = aHome(aFolder());
    const agent = anAgent(env["CLAUDE_CONFIG_DIR"] ?? "", "");
    const quiet = await runStint(["run", "--", ...agent], env);
    expect(quiet.code).toBe(0);
    expect(quiet.err).toContain("not signed in: nothing was sent.\nstint: no usage was found, ");
  },
);

test("only a program that is not there is said not to be", { timeout: slow }, async () => {
  const env = aHome(aFolder());
  const absent = await runStint(["run", "--", "no-such-agent"], env);
  expect(absent).toMatchObject({ code: 127, err: "stint: there is no program no-such-agent.\n" });
  const shell = await runStint(["run", "--", process.execPath, "-e", "process.exit(127)"], env);
  expect(shell.code).toBe(127);
  expect(shell.err).not.toContain("there is no program");
});

test(
  "a signal goes on to the agent, and its end by one is 128 + n",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    const marked = path.join(claude, "got-it");
    const agent = anAgent(
      claude,
      `process.on("SIGTERM", () => { appendFileSync(${JSON.stringify(marked)}, ""); process.removeAllListeners("SIGTERM"); process.kill(process.pid, "SIGTERM"); });
     console.log("ready"); setInterval(() => {}, 1_000);`,
    );
    const running = startStint(["run", "--", ...agent], env);
    await until(() => running.out() === "ready\n", running.err);
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(143);
    expect(existsSync(marked)).toBe(true);
  },
);

test(
  "it is live while the agent works, and leaves that to a watch that runs already",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    const agent = anAgent(
      claude,
      'write(); process.stdin.on("end", () => {}); setInterval(() => {}, 1_000);',
    );
    const watching = startStint(["watch"], env);
    await until(() => watching.err().includes("Watching"), watching.err);
    const running = startStint(["run", "--", ...agent], env);
    await until(() => server.totals().events === 1, running.err);
    running.child.kill("SIGINT");
    expect(await running.ended).toBe(130);
    expect(running.err()).not.toContain("running");
    watching.child.kill("SIGTERM");
    expect(await watching.ended).toBe(0);

    const alone = startStint(
      ["run", "--", ...anAgent(claude, "setInterval(() => {}, 1_000);")],
      env,
    );
    writeFileSync(path.join(claude, "projects", "-x", "later.jsonl"), aClaudeLine("later"));
    await until(() => server.totals().events === 2, alone.err);
    alone.child.kill("SIGHUP");
    expect(await alone.ended).toBe(129);
  },
);

test("a server that is away delays the end by seconds at most", { timeout: slow }, async () => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  server.faultOf = () => ({ type: "hang" });
  const startedAt = performance.now();
  const { code, err } = await runStint(["run", "--", ...anAgent(claude, "write();")], env);
  expect(code).toBe(0);
  expect(err).toMatch(/stint: not all was sent/);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

test.each([
  { args: ["run"], code: 2, says: /behind `--`/ },
  { args: ["run", "claude"], code: 2, says: /behind `--`/ },
  { args: ["run", "--type", "chore", "--", "true"], code: 2, says: /no type "chore"/ },
  { args: ["run", "--kind", "x", "--", "true"], code: 2, says: /Unknown option/ },
  { args: ["run", "--", "/nowhere/agent"], code: 127, says: /there is no program/ },
])("stint $args ends with $code", { timeout: slow }, async ({ args, code, says }) => {
  const seen = await runStint(args, aHome(aFolder()));
  expect(seen.code).toBe(code);
  expect(seen.err).toMatch(says);
});

test(
  "a worktree of its own is made beside the repository, left, and used again for the task",
  { timeout: slow },
  async () => {
    const env = aHome(aFolder());
    const repository = path.join(realpathSync(aFolder()), "shop");
    mkdirSync(path.join(repository, "src"), { recursive: true });
    const git = (...words: string[]) =>
      execFileSync("git", words, { cwd: repository, env: gitEnv(env) });
    git("init", "-q", "-b", "main");
    writeFileSync(path.join(repository, "src", "a.txt"), "a");
    git("add", ".");
    git("commit", "-qm", "A");

    const args = ["run", "--worktree", "--task", "ACME-12", "--", "pwd"];
    const program = [stint, ...args];
    const runIn = (cwd: string) =>
      execFileSync(process.execPath, program, {
        cwd,
        env: gitEnv(env),
        encoding: "utf8",
        stdio: "pipe",
      });
    expect(runIn(path.join(repository, "src"))).toBe(`${repository}-ACME-12/src\n`);
    expect(runIn(repository)).toBe(`${repository}-ACME-12\n`);
    expect(String(git("branch", "--format=%(refname:short)"))).toBe("ACME-12\nmain\n");
    git("worktree", "remove", `${repository}-ACME-12`);
    expect(runIn(repository)).toBe(`${repository}-ACME-12\n`);

    const bad = await runStint(["run", "--worktree", "--task", "a b", "--", "pwd"], env);
    expect(bad.code).toBe(2);
  },
);

const gitEnv = (env: Record<string, string>) => ({
  ...env,
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
});
