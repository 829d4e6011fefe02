import { randomUUID } from "node:crypto";
import process from "node:process";
import { costOfRun, type RunCost } from "../beside/cost-of-run.ts";
import { runAgent } from "../beside/run-agent.ts";
import { startSending } from "../beside/send-beside.ts";
import { beginSessionOfRun, noSession } from "../beside/session-of-run.ts";
import { openStateFolder } from "../config/state-folder.ts";
import { makeWorktree, type Worktree } from "../git/make-worktree.ts";
import { messageOf, wrongUse } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { oneOf } from "../sessions/session-input.ts";
import { counted, formatCount, formatDuration } from "../output/format.ts";

export const help = {
  usage: "run [--worktree] [--task KEY] [--type TYPE] -- COMMAND …",
  about: [
    "Runs an agent in this terminal, sends what it uses as it happens, and says at the end what it came to.",
    "Ends with the agent's exit status. Where `stint watch` is running, that one sends. With the agent's hooks",
    "(`stint init`) its sessions are known for sure; without, all of this project meanwhile are counted.",
    "All that it does is a session of this project (`stint session`), which ends with it; where one is open, it belongs to that.",
  ].join("\n"),
  flags: {
    worktree: { type: "boolean", help: "in a git worktree of its own, beside the repository" },
    task: {
      type: "string",
      value: "KEY",
      help: "a task's key: it is linked with the session, and with --worktree the branch's name",
    },
    type: {
      type: "string",
      value: "TYPE",
      help: "of the session: feature, bugfix, refactor, research or deployment",
    },
    session: { type: "boolean", on: true, help: "begin no session: each run is one by itself" },
    titles: { type: "boolean", on: true, help: "send no session titles and branch names" },
  },
  examples: [
    ["run -- claude", "an agent with its costs at the end"],
    ["run --task ACME-12 --type bugfix -- claude", "as a session that is linked with the task"],
    ["run --worktree --task ACME-12 -- codex", "on a branch ACME-12, in a folder of its own"],
  ],
} as const satisfies CommandHelp;

/** `stint run`: the agent's exit status. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const { flags, words } = readWords(argv);
  const type = await sessionTypeOf(flags.type);
  const folder = openStateFolder(io);
  const since = io.now();
  const worktree = flags.worktree
    ? await makeWorktree(io.env, { cwd: process.cwd(), task: flags.task, now: since })
    : undefined;
  const cwd = worktree?.folder ?? process.cwd();
  const id = randomUUID();
  const wish = { id, cwd, since, task: flags.task, type };
  const session = flags.session === false ? noSession : beginSessionOfRun(io, folder, wish);
  const sending = startSending(io, folder, flags.titles);
  const { status, problem: why } = await runAgent({
    words,
    cwd,
    env: { ...io.env, STINT_RUN: id },
  });
  const problem = await sending.finish();
  say(io, why ?? problem);
  const isUsed = !why && (await sayCost(io, { folder, run: id, cwd, since }));
  say(io, await session.finish({ status, isUsed }));
  if (worktree) sayWorktree(io, worktree);
  return status;
}

function readWords(argv: string[]) {
  const end = argv.indexOf("--");
  const own = end < 0 ? argv.filter((word) => word.startsWith("-")) : argv.slice(0, end);
  const flags = readFlags(own, help);
  const words = end < 0 ? [] : argv.slice(end + 1);
  if (words.length === 0) {
    throw wrongUse("What is to be run stands behind `--`.", "For example `stint run -- claude`.");
  }
  return { flags, words };
}

async function sessionTypeOf(given: string | undefined) {
  if (given === undefined) return undefined;
  const { sessionType } = await import("#contract/sessions.ts");
  return oneOf(given, { options: sessionType.options, name: "type" });
}

function say(io: CommandIo, text: string): void {
  if (text) io.stderr.write(`stint: ${text}\n`);
}

type Asked = { folder: string; run: string; cwd: string; since: number };

/** Answers whether it used anything; what is not known may have been something. */
async function sayCost(io: CommandIo, asked: Asked): Promise<boolean> {
  const durationMs = io.now() - asked.since;
  try {
    const cost = await costOfRun(io, asked);
    io.stderr.write(`stint: ${summary(cost)}, ${formatDuration(durationMs)}.\n`);
    return cost.responses > 0;
  } catch (error) {
    io.stderr.write(`stint: what it came to is not known: ${messageOf(error)}\n`);
    return true;
  }
}

/** `$0.42, 12,345 tokens in 3 responses of 1 session`, and where they may be others' as well, that. */
function summary(cost: RunCost): string {
  if (cost.responses === 0) return "no usage was found";
  const usd = `${cost.isAtLeast ? "≥" : ""}$${(cost.nanoUsd / 1e9).toFixed(cost.nanoUsd < 1e7 ? 4 : 2)}`;
  const of = `${counted(cost.responses, "response")} of ${counted(cost.sessions, "session")}`;
  const whose = cost.isByHooks ? "" : " of this project meanwhile";
  return `${usd}, ${formatCount(cost.tokens)} tokens in ${of}${whose}`;
}

function sayWorktree(io: CommandIo, { root, branch }: Worktree): void {
  io.stderr.write(
    `stint: the work is in ${root}, on branch ${branch}.\n` +
      `  When it is merged: git worktree remove ${root}\n`,
  );
}
