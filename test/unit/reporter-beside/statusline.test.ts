import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { expectFigures } from "#reporter/beside/status-figures.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { aHome, runStint, until } from "../reporter/support/run-stint.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";
import { asAnAgent } from "./support/run-beside.ts";

const slow = 60_000;

/** A machine with one session of Claude Code, and what its status line shows. */
function aSession() {
  const env = aHome(aFolder());
  const log = aClaudeLog(env["CLAUDE_CONFIG_DIR"] ?? "");
  const told = {
    session_id: log.sessionId,
    transcript_path: log.file,
    model: { display_name: "Opus 4.6" },
    cost: { total_cost_usd: 0.5 },
    context_window: { used_percentage: 41.6 },
  };
  return {
    env,
    log,
    told,
    line: async () => (await asAnAgent(["statusline"], env, JSON.stringify(told))).out.trimEnd(),
    /** As `stint init` leaves it. */
    setUp: () => expectFigures(env["STINT_HOME"] ?? ""),
    /** What `stint costs` says, in a state folder of its own, so that it refreshes nothing. */
    costs: async () => {
      const own = { ...env, STINT_HOME: aFolder() };
      const { out } = await runStint(["costs", "--json"], own);
      const { sessions, byDay } = JSON.parse(out);
      const session = sessions.find(({ id }: { id: string }) => id === log.sessionId);
      return `Opus 4.6 · session $${session.costUsd.toFixed(2)} · today $${byDay.at(-1).costUsd.toFixed(2)} · context 42%`;
    },
    figures: path.join(env["STINT_HOME"] ?? "", "statusline.json"),
  };
}

test(
  "it shows Claude's own figure until ours are known, then those of `stint costs`",
  { timeout: slow },
  async () => {
    const { log, line, costs, figures } = aSession();
    log.append(100_000);
    expect(await line()).toBe("Opus 4.6 · session $0.50 (Claude's own figure) · context 42%");
    await until(
      () => existsSync(figures),
      () => "nothing was added up",
      20_000,
    );
    expect(await line()).toBe(await costs());
    expect(await line()).toContain("session $2.50 ");
  },
);

test(
  "what the session writes is in the next line at once, each message once",
  { timeout: slow },
  async () => {
    const { env, setUp, log, line, costs, figures } = aSession();
    const other = aClaudeLog(env["CLAUDE_CONFIG_DIR"] ?? "");
    other.append(40_000);
    log.append(100_000);
    setUp();
    await runStint(["costs"], env);
    const kept = readFileSync(figures, "utf8");

    log.append(200_000);
    expect(await line()).toBe(await costs());
    // A message goes on: the same lines again, with more output.
    const lines = readFileSync(log.file, "utf8").trimEnd().split("\n");
    appendFileSync(
      log.file,
      `${lines[1]}\n${lines[1]?.replace('"output_tokens":200000', '"output_tokens":300000')}\n`,
    );
    expect(await line()).toBe(await costs());
    // And one that was there when all was added up.
    appendFileSync(
      log.file,
      `${lines[0]?.replace('"output_tokens":100000', '"output_tokens":150000')}\n`,
    );
    expect(await line()).toBe(await costs());
    const agents = path.join(log.file.replace(".jsonl", ""), "subagents");
    mkdirSync(agents, { recursive: true });
    for (const name of ["msg_x", "msg_y"]) {
      const own = lines[1]
        ?.replace(/"id":"msg_[^"]+"/, `"id":"${name}"`)
        .replace('"isSidechain":false', '"isSidechain":true');
      appendFileSync(path.join(agents, "agent-a1.jsonl"), `${own}\n`);
    }
    expect(await line()).toBe(await costs());
    // All that came from the session's own logs.
    expect(readFileSync(figures, "utf8")).toBe(kept);
  },
);

test(
  "a last line that was torn, or lacked its end, when all was added up counts once",
  { timeout: slow },
  async () => {
    const { env, setUp, log, line, costs } = aSession();
    log.append(100_000);
    log.append(200_000);
    const whole = readFileSync(log.file, "utf8");
    for (const cut of [1, 40]) {
      writeFileSync(log.file, whole.slice(0, -cut));
      rmSync(env["STINT_HOME"] ?? "", { recursive: true });
      setUp();
      await runStint(["costs"], env);
      appendFileSync(log.file, whole.slice(-cut));
      log.append(300_000);
      expect(await line()).toBe(await costs());
      writeFileSync(log.file, whole);
    }
  },
);

test("what cannot be told from the kept figures is not guessed", { timeout: slow }, async () => {
  const { env, setUp, log, line } = aSession();
  log.append(100_000);
  setUp();
  await runStint(["costs"], env);
  expect(await line()).toContain("session $2.50");
  // The agent told its own totals, which `stint costs` compares with everything.
  appendFileSync(log.file, '{"type":"cost-state","modelUsage":{}}\n');
  expect(await line()).toContain("(Claude's own figure)");
  // Shorter than it was.
  writeFileSync(log.file, "");
  expect(await line()).toContain("(Claude's own figure)");
  const fork = aClaudeLog(env["CLAUDE_CONFIG_DIR"] ?? "");
  fork.append(100);
  const told = { session_id: fork.sessionId, transcript_path: fork.file };
  writeFileSync(
    fork.file,
    readFileSync(fork.file, "utf8").replace(
      /"timestamp":"[^"]+"/,
      '"timestamp":"2026-01-01T00:00:00.000Z"',
    ),
  );
  expect((await asAnAgent(["statusline"], env, JSON.stringify(told))).out.trim()).toBe("");
});

test(
  "models without a price and counts that are not final are marked",
  { timeout: slow },
  async () => {
    const { env, setUp, log, line } = aSession();
    log.append(100_000);
    setUp();
    await runStint(["costs"], env);
    const [first = ""] = readFileSync(log.file, "utf8").split("\n");
    const unpriced = first.replace("claude-opus-4-6", "brand-new");
    appendFileSync(log.file, `${unpriced.replace(/msg_[^"]+/, "msg_new")}\n`);
    // Whether there is a price is not known yet.
    expect(await line()).toContain("session $0.50 (Claude's own figure)");
    setUp();
    await runStint(["costs"], env);
    appendFileSync(log.file, `${unpriced.replace(/msg_[^"]+/, "msg_newer")}\n`);
    expect(await line()).toContain("session ≥$2.50 · today ≥$2.50");
  },
);

test.each([
  ["garbage", "}{"],
  ["nothing", ""],
  ["no session", "{}"],
])("%s on stdin gives no line and no error", { timeout: slow }, async (_, stdin) => {
  expect(await asAnAgent(["statusline"], aHome(aFolder()), stdin)).toMatchObject({
    code: 0,
    out: "",
    err: "",
  });
});

test(
  "it has colour unless NO_COLOR is set, and no control characters of a model's name",
  { timeout: slow },
  async () => {
    const { NO_COLOR: _, ...env } = aHome(aFolder());
    const told = {
      session_id: "s",
      model: { display_name: "\u001b[31mOpus" },
      cost: { total_cost_usd: 1234.5 },
    };
    const colored = await asAnAgent(["statusline"], env, JSON.stringify(told));
    expect(colored.out).toContain("\u001B[2msession\u001B[22m");
    expect(colored.out).not.toContain("\u001b[31m");
    const plain = await asAnAgent(["statusline"], { ...env, NO_COLOR: "1" }, JSON.stringify(told));
    expect(plain.out).toBe("[31mOpus · session $1,234.50 (Claude's own figure)\n");
  },
);
