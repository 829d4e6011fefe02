/**
 * `npm test`: every check and every suite, one after the other, and a count of all of them as the last line.
 * A check (format, lint, types of one runtime, a build, a dry deploy) counts as one. `--quick` leaves out the
 * corpus and the browser.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";

type Count = { passed: number; failed: number; skipped: number };

const quick = process.argv.includes("--quick");
const results = mkdtempSync(path.join(tmpdir(), "stint-test-"));
const total: Count = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const env = {
  ...process.env,
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

const runtimes = [
  "worker",
  "worker/commands",
  "web",
  "agent-reporter",
  "test",
  "test/worker",
  "bench",
];

check("generated Env", "wrangler/bin/wrangler.js", [
  "types",
  "worker/worker-configuration.d.ts",
  "--strict-vars=false",
]);
check("format", "oxfmt/bin/oxfmt", ["--check", "."]);
check("lint", "oxlint/bin/oxlint", []);
check("build of the app", "vite/bin/vite.js", ["build", "--logLevel", "warn"]);
for (const runtime of runtimes) check(`types of ${runtime}`, "typescript/bin/tsc", ["-p", runtime]);
if (!quick) {
  check("deploy, dry", "../worker/commands/deploy.ts", ["--dry-run"]);
  check("deploy to Pages, dry", "../worker/commands/deploy-pages.ts", ["--dry-run"]);
}

suite("unit", ["unit"]);
suite("worker", ["worker"]);
if (!quick) {
  suite("corpus", ["corpus"]);
  suite("e2e", ["e2e"]);
  suite("alone", ["alone"]);
}

rmSync(results, { recursive: true, force: true });
for (const failure of failures) console.log(`FAILED: ${failure}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);

function check(name: string, script: string, args: string[]): void {
  const startedAt = performance.now();
  const child = node(script, args, "pipe");
  const ok = child.status === 0;
  total[ok ? "passed" : "failed"] += 1;
  console.log(`${ok ? "✓" : "✗"} ${name} (${seconds(startedAt)})`);
  if (ok) return;
  failures.push(name);
  console.log(`${child.stdout}${child.stderr}`);
}

function suite(name: string, projects: string[]): void {
  const file = path.join(results, `${name}.json`);
  const args = ["run", ...projects.flatMap((project) => ["--project", project])];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  console.log(`\n— ${name}`);
  const child = node("vitest/vitest.mjs", args.concat(reporters), "inherit");
  const count = readCount(file);
  // A suite that broke before or after its tests has failed, whatever it counted.
  if (child.status !== 0 && count.failed === 0) count.failed = 1;
  if (count.failed > 0) failures.push(`suite ${name}: ${count.failed}`);
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
}

function node(script: string, args: string[], stdio: "inherit" | "pipe") {
  const file = path.join("node_modules", script);
  return spawnSync(process.execPath, [file, ...args], { stdio, env, encoding: "utf8" });
}

function readCount(file: string): Count {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report: unknown = JSON.parse(readFileSync(file, "utf8"));
  const number = (key: string) => Number(Object(report)[key] ?? 0);
  const skippedTests = number("numPendingTests") + number("numTodoTests");
  return {
    passed: number("numPassedTests"),
    failed: number("numFailedTests") + (number("numTotalTests") === 0 ? 1 : 0),
    skipped: skippedTests,
  };
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
