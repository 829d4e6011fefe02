import { existsSync } from "node:fs";
import path from "node:path";
import { failed, wrongUse } from "../output/command-error.ts";
import { type ProgramAnswer, runProgram } from "../output/run-program.ts";

/** A working tree of its own, and the folder in it that is the one asked from. */
export type Worktree = { root: string; folder: string; branch: string };

type Wish = { cwd: string; task: string | undefined; now: number };

/** Checking out a large repository takes its time. */
const checkoutMs = 300_000;

/**
 * Makes a git worktree beside the repository, on a new branch from where HEAD is, named for the task or the time. One
 * that a task has already is used again.
 */
export async function makeWorktree(
  env: Record<string, string | undefined>,
  { cwd, task, now }: Wish,
): Promise<Worktree> {
  const git = (...words: string[]) =>
    runProgram(["git", ...words], env, { cwd, timeLimitMs: checkoutMs });
  const asked = await git("rev-parse", "--show-toplevel");
  if (asked.code !== 0) {
    throw failed("--worktree needs a git repository, and this folder is in none.");
  }
  const repository = path.resolve(asked.out);
  const branch = task === undefined ? `stint-${stampOf(now)}` : branchOf(task);
  const root = path.join(
    path.dirname(repository),
    `${path.basename(repository)}-${branch.replaceAll("/", "-")}`,
  );
  const worktree = {
    root,
    folder: path.join(root, path.relative(repository, path.resolve(cwd))),
    branch,
  };
  if (existsSync(root))
    return requireSame(worktree, await git("-C", root, "branch", "--show-current"));

  const isKnown =
    (await git("rev-parse", "--verify", "--quiet", `refs/heads/${branch}`)).code === 0;
  const words = isKnown ? [root, branch] : ["-b", branch, root];
  const made = await git("worktree", "add", ...words);
  if (made.code !== 0) throw failed(`git made no worktree: ${made.said.split("\n").at(-1)}`);
  return worktree;
}

function requireSame(worktree: Worktree, { code, out }: ProgramAnswer) {
  if (code === 0 && out === worktree.branch) return worktree;
  throw failed(
    `${worktree.root} is there already, and is no worktree of the branch ${worktree.branch}.`,
    "Move it away, or name another task.",
  );
}

/** A task's key as it is, so that the branch tells which task it is. */
function branchOf(task: string): string {
  if (/^[A-Za-z0-9][\w./-]{0,99}$/.test(task) && !/\.\.|\/\/|[./]$|\.lock$/.test(task)) return task;
  throw wrongUse(`--task is a key such as ACME-12; "${task}" is no name for a branch.`);
}

const stampOf = (now: number) =>
  new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
