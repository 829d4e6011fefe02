import { realpathSync } from "node:fs";
import { homedir, hostname } from "node:os";
import process from "node:process";
import { commandList } from "./commands/command-list.ts";
import { hostId } from "./config/host-id.ts";
import { reporterVersion } from "./config/version.ts";
import { CommandError, codeOf, failed, messageOf, wrongUse } from "./output/command-error.ts";
import { type CommandIo, exitCodes, type TextSink } from "./output/command-io.ts";
import { helpPage, section } from "./output/flags.ts";
import { nearestName } from "./output/nearest-name.ts";
import { terminalText } from "./output/plain-text.ts";

const stopping = new AbortController();

const io: CommandIo = {
  env: process.env,
  platform: process.platform,
  homeDir: homedir(),
  hostName: hostname(),
  hostId,
  stdout: sinkOf(process.stdout),
  stderr: sinkOf(process.stderr),
  program: { node: process.execPath, script: scriptPath(process.argv[1] ?? "") },
  // Only when somebody asks: the streams of stdin are loaded for it.
  get confirm() {
    return process.stdin.isTTY && process.stderr.isTTY ? confirm : null;
  },
  pid: process.pid,
  isAlive,
  now: Date.now,
  untilStopped,
};

for (const stream of [process.stdout, process.stderr]) {
  // `stint costs | head` closes the pipe early, which is no failure.
  stream.on("error", (error) => process.exit(codeOf(error) === "EPIPE" ? 0 : 1));
}

const argv = process.argv.slice(2);

/** Without what stands behind `--`, which is another program's. */
const ownWords = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : undefined);

void main();

async function main(): Promise<void> {
  try {
    process.exitCode = await run(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

async function run([name = "--help", ...rest]: string[]): Promise<number> {
  switch (name) {
    case "--version":
    case "-v":
      io.stdout.write(`${reporterVersion}\n`);
      return exitCodes.done;
    case "--help":
    case "-h":
      return printHelp(undefined);
    case "help":
      return printHelp(rest[0]);
    default:
      return runCommand(name, rest);
  }
}

async function runCommand(name: string, rest: string[]): Promise<number> {
  const command = await listed(name).load();
  const asksForHelp = ownWords.includes("--help") || ownWords.includes("-h");
  return asksForHelp ? printHelp(name) : command.run(rest, io);
}

async function printHelp(name: string | undefined): Promise<number> {
  if (name === undefined) {
    io.stdout.write(`${programHelp()}\n`);
    return exitCodes.done;
  }
  const { help } = await listed(name).load();
  io.stdout.write(`${helpPage(help)}\n`);
  return exitCodes.done;
}

function listed(name: string) {
  const command = Object.hasOwn(commandList, name) ? commandList[name] : undefined;
  if (command) return command;

  const near = nearestName(name, Object.keys(commandList));
  const what = name.startsWith("-") ? "flag" : "command";
  throw wrongUse(
    `There is no ${what} "${name}".`,
    near ? `Did you mean \`stint ${near}\`?` : "`stint --help` lists the commands.",
  );
}

function programHelp(): string {
  const commands = Object.entries(commandList).map(([name, { summary }]): [string, string] => [
    name,
    summary,
  ]);
  return [
    "Usage: stint COMMAND [flags]",
    "What your coding agents cost, from their own logs: exact, local, live.",
    section("Commands", commands),
    section("Flags", [
      ["-h, --help", "this page; `stint COMMAND --help` for a command's own"],
      ["-v, --version", "the version"],
    ]),
    section("Examples", [
      ["stint costs --last 7d", "the last seven days, on this machine alone"],
      ["stint login --url https://stint.example.com", "connect to your team's server"],
      ["stint sync", "send what is new, once"],
      ["stint watch", "send as it happens"],
    ]),
    "Variables: STINT_URL and STINT_TOKEN override the login, STINT_HOME is where state is kept.",
  ].join("\n\n");
}

function report(error: unknown): number {
  const known =
    error instanceof CommandError
      ? error
      : new CommandError("failed", messageOf(error), { exitCode: exitCodes.failed });
  const { code, message, hint, exitCode, facts } = known;
  if (ownWords.includes("--json")) {
    io.stdout.write(`${JSON.stringify({ error: { code, message, ...facts } })}\n`);
  }
  io.stderr.write(`stint: ${message}\n${hint ? `  ${hint}\n` : ""}`);
  if (error !== known && io.env["STINT_DEBUG"]) io.stderr.write(`${stackOf(error)}\n`);
  return exitCode;
}

const stackOf = (error: unknown) => (error instanceof Error ? error.stack : undefined);

/** The script itself, not a link to it that another version may replace. */
function scriptPath(called: string): string {
  try {
    return realpathSync(called);
  } catch {
    return called;
  }
}

async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(`${question} [y/N] `);
    return /^y(?:es)?$/i.test(answer.trim());
  } catch (error) {
    if (codeOf(error) !== "ABORT_ERR") throw error;
    io.stderr.write("\n");
    throw failed("Stopped. What was answered with yes before stays as it is.");
  } finally {
    asking.close();
  }
}

/** A second signal ends the process at once: the person means it. */
function untilStopped(): AbortSignal {
  if (stopping.signal.aborted || process.listenerCount("SIGTERM") > 0) return stopping.signal;
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
    });
  }
  return stopping.signal;
}

/** EPERM: it lives and belongs to someone else. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function sinkOf(stream: NodeJS.WriteStream): TextSink {
  return {
    write: (text) => void stream.write(stream.isTTY ? terminalText(text) : text),
    get isTty() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}
