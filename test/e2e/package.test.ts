import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";

/* The package as people get it: packed, installed into an empty folder, and run by the Nodes that are here. */

const folder = mkdtempSync(path.join(tmpdir(), "stint-package-"));
const installed = path.join(folder, "node_modules/.bin/stint");
const nodes = [process.execPath, systemNode()].filter((node) => node !== null);

beforeAll(() => {
  run(process.execPath, ["worker/commands/build-reporter.ts"], { cwd: process.cwd() });
  const packed = run("npm", ["pack", "--pack-destination", folder, "--silent"], {
    cwd: "agent-reporter/dist",
  });
  writeFileSync(path.join(folder, "package.json"), "{}");
  run("npm", ["install", "--offline", `./${packed.trim()}`]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const costs = z.object({
  totals: z.object({ events: z.number(), output: z.number(), costUsd: z.number() }),
});

/** Writes how many bytes of the package a run loaded. */
const probe = path.join(folder, "probe.cjs");
const probed = path.join(folder, "loaded");
writeFileSync(
  probe,
  `process.on("exit", () => {
    const sizes = Object.keys(require.cache).map((file) => require("node:fs").statSync(file).size);
    require("node:fs").writeFileSync(${JSON.stringify(probed)}, String(sizes.reduce((a, b) => a + b)));
  });`,
);

test.each([
  { argv: ["hook"], most: 16_000 },
  { argv: ["statusline"], most: 64_000 },
  { argv: ["--version"], most: 32_000 },
])("what is waited for is small: $argv", ({ argv, most }) => {
  const home = mkdtempSync(path.join(folder, "loaded-"));
  run(process.execPath, ["--require", probe, installed, ...argv], { home, input: "{}" });
  expect(Number(readFileSync(probed, "utf8"))).toBeLessThan(most);
});

test.each(nodes)("%s runs it", (node) => {
  expect(run(node, [installed, "--version"])).toBe("0.1.0\n");
  const home = path.join(folder, path.basename(path.dirname(path.dirname(node))));
  mkdirSync(home);
  aClaudeLog(path.join(home, ".claude")).append(10_000);
  const { totals } = costs.parse(JSON.parse(run(node, [installed, "costs", "--json"], { home })));
  expect(totals).toEqual({ events: 1, output: 10_000, costUsd: 0.255 });
});

test.each(nodes)(
  "%s sets agents up with it, and hook, status line and run work as they are written",
  (node) => {
    const home = mkdtempSync(path.join(folder, "beside-"));
    const claude = path.join(home, ".claude");
    const log = aClaudeLog(claude);
    log.append(10_000);
    run(node, [installed, "init", "--no-login", "--yes", "--no-service"], { home });
    run(node, [installed, "costs"], { home });
    log.append(20_000);

    const { hooks, statusLine } = settings.parse(
      JSON.parse(readFileSync(path.join(claude, "settings.json"), "utf8")),
    );
    const asClaude = (command: string, told: object) =>
      run("sh", ["-c", command], { home, input: JSON.stringify(told) });
    const told = { session_id: log.sessionId, transcript_path: log.file };
    expect(asClaude(statusLine.command, told)).toMatch(/session.* \$0\.76.*today.* \$0\.76\n$/);
    const [stop] = hooks["Stop"]?.[0]?.hooks ?? [];
    expect(asClaude(stop?.command ?? "", { ...told, hook_event_name: "Stop" })).toBe("");
    const facts = readFileSync(path.join(home, "state/facts/new.ndjson"), "utf8");
    expect(JSON.parse(facts)).toMatchObject({ session: log.sessionId, event: "Stop" });
    expect(run(node, [installed, "run", "--", "echo", "done"], { home })).toBe("done\n");

    run(node, [installed, "init", "--undo"], { home });
    expect(existsSync(path.join(claude, "settings.json"))).toBe(false);
  },
);

const settings = z.object({
  hooks: z.record(
    z.string(),
    z.array(z.object({ hooks: z.array(z.object({ command: z.string() })) })),
  ),
  statusLine: z.object({ command: z.string() }),
});

test.skipIf(!hasCorpus).each(nodes)("%s reads the corpus on several threads", (node) => {
  const home = mkdtempSync(path.join(folder, "corpus-"));
  const env = { CLAUDE_CONFIG_DIR: corpusPath("claude") };
  const { totals } = costs.parse(
    JSON.parse(run(node, [installed, "costs", "--json"], { home, env })),
  );
  expect(totals).toMatchObject({ events: 9_099, output: 1_655_992 });
});

type Options = { cwd?: string; home?: string; env?: Record<string, string>; input?: string };

function run(command: string, args: string[], options: Options = {}) {
  const { cwd = folder, home = folder, env, input = "" } = options;
  const clean = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    STINT_HOME: path.join(home, "state"),
  };
  return execFileSync(command, args, {
    cwd,
    env: { ...clean, ...env },
    encoding: "utf8",
    input,
    stdio: "pipe",
  });
}

/** The Node that is installed beside the project's own, the oldest that may run the package as a rule. */
function systemNode(): string | null {
  const own = path.resolve("node_modules/.bin");
  const paths = (process.env["PATH"] ?? "").split(path.delimiter).filter((one) => one !== own);
  const found = paths.map((one) => path.join(one, "node")).find((one) => major(one) >= 20);
  if (!found)
    console.warn("\n*** No second Node is here: the package is tried with one alone. ***\n");
  return found ?? null;
}

function major(node: string): number {
  try {
    return Number(/^v(\d+)/.exec(execFileSync(node, ["--version"], { encoding: "utf8" }))?.[1]);
  } catch {
    return 0;
  }
}
