/**
 * `npm start`: the whole of Stint on this machine, without an account. Builds the app, serves it with the API from
 * workerd, reads this machine's agent logs, goes on watching them, and prints a sign-in link.
 *
 * `--json` prints one line `{"url","signInUrl","workspace","token"}` on stdout once the back-fill is done.
 * PORT (8787) and STINT_DATA (.stint) are honoured, and so are the agents' own variables (CLAUDE_CONFIG_DIR, …).
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { backfill, watchLogs } from "./local/backfill.ts";
import { endAll } from "./local/processes.ts";
import {
  applyMigrations,
  buildApp,
  keepSchedule,
  localStint,
  requirePlace,
  startServer,
} from "./local/server.ts";
import { signInLink, signInReporter } from "./local/sign-in.ts";

const { values: options } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const say = (text: string) => process.stderr.write(`${text}\n`);

async function start(): Promise<void> {
  const stint = localStint();
  say("Stint\n");
  await requirePlace(stint);
  // Tests build it once for all of them.
  if (process.env["STINT_APP_BUILT"] !== "1") await step("Building the app", buildApp);
  await step("Preparing the database", () => applyMigrations(stint));
  const server = await step("Starting the server", () => startServer(stint, say));
  server.once("exit", () => void stop(1, "The server ended."));
  keepSchedule(stint);

  const reporter = await signInReporter(stint);
  const { files, accepted } = await backfill(stint, reporter);
  if (files > 0) say(`  ✓ Read ${files} logs: ${accepted} new items`);
  watchLogs(stint, reporter).once("exit", () => void stop(1, "The reporter ended."));

  const signInUrl = await signInLink(stint);
  const { slug } = reporter.workspace;
  if (options.json) {
    const line = { url: stint.url, signInUrl, workspace: slug, token: reporter.token };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  if (files === 0) say(nothingFound);
  say(`\n  Open       ${signInUrl}\n  Dashboard  ${stint.url}/w/${slug}\n`);
  say("  The link signs you in once. Watching the logs; Ctrl-C ends everything.\n");
}

const nothingFound = `
  No agent logs were found on this machine. They appear here by themselves once an agent has run.
  Logs elsewhere: set CLAUDE_CONFIG_DIR, CODEX_HOME, … (README.md) and start again.
  To look around with sample data:  npm run demo`;

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  say(`  ✓ ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return result;
}

/** npm, when it is told to end, ends the shell between us and leaves us running. */
function stopWithNpm(): void {
  if (!process.env["npm_lifecycle_event"]) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stop(0);
  }, 500).unref();
}

let stopping = false;

async function stop(code: number, reason?: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (reason) say(reason);
  await endAll();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void stop(0));
}

stopWithNpm();
try {
  await start();
} catch (error) {
  say(`\nStint did not start. ${error instanceof Error ? error.message : String(error)}`);
  await stop(1);
}
