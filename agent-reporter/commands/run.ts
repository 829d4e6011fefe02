import { randomUUID } from "node:crypto";
import process from "node:process";
import { costOfRun, type RunCost } from "../beside/cost-of-run.ts";
import { runAgent } from "../beside/run-agent.ts";
import { startSending } from "../beside/send-beside.ts";
import { openStateFolder } from "../config/state-folder.ts";
import { makeWorktree, type Worktree } from "../git/make-worktree.ts";
import { messageOf, wrongUse } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { counted, formatCount, formatDuration } from "../output/format.ts";

export const help = {
  usage: "run [--worktree [--task KEY]] -- COMMAND …",
  about: [
    "Runs an agent in this terminal, sends what it uses as it happens, and says at the end what it came to.",
    "Ends with the agent's exit status. Where `stint watch` is running, that one sends. With the agent's hooks",
    "(`stint init`) its sessions are known for sure; without, all of this project meanwhile are counted.",
    "It starts no dev session yet: what the agent does becomes a session by itself, as always.",
  ].join("\n"),
  flags: {
    worktree: { type: "boolean", help: "in a git worktree of its own, beside the repository" },
    task: {
      type: "string",
      value: "KEY",
      help: "with --worktree: the branch's name, a task's key",
    },
    titles: { type: "boolean", on: true, help: "send no session titles and branch names" },
  },
  examples: [
    ["run -- claude", "an agent with its costs at the end"],
    ["run --worktree --task ACME-12 -- codex", "on a branch ACME-12, in a folder of its own"],
  ],
} as const satisfies CommandHelp;

/** `stint run`: the agent's exit status. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const { flags, words } = readWords(argv);
  const folder = openStateFolder(io);
  const since = io.now();
  const worktree = flags.worktree
    ? await makeWorktree(io.env, { cwd: process.cwd(), task: flags.task, now: since })
    : undefined;
  const cwd = worktree?.folder ?? process.cwd();
  const id = randomUUID();
  const sending = startSending(io, folder, flags.titles);
  const { status, problem: why } = await runAgent({
    words,
    cwd,
    env: { ...io.env, STINT_RUN: id },
  });
  const problem = await sending.finish();
  if (why) io.stderr.write(`stint: ${why}\n`);
  else {
    if (problem) io.stderr.write(`stint: ${problem}\n`);
    await sayCost(io, { folder, run: id, cwd, since });
  }
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
  if (flags.task !== undefined && !flags.worktree) throw wrongUse("--task goes with --worktree.");
  return { flags, words };
}

type Asked = { folder: string; run: string; cwd: string; since: number };

async function sayCost(io: CommandIo, asked: Asked): Promise<void> {
  const durationMs = io.now() - asked.since;
  try {
    io.stderr.write(
      `stint: ${summary(await costOfRun(io, asked))}, ${formatDuration(durationMs)}.\n`,
    );
  } catch (error) {
    io.stderr.write(`stint: what it came to is not known: ${messageOf(error)}\n`);
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
