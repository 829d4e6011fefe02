import { realpath } from "node:fs";
import path from "node:path";
import { type GitAnswer, runGit } from "./run-git.ts";

/** What git tells of a folder. */
export type Repository = {
  /** As configured, with any `insteadOf` applied; null without an `origin`. */
  originUrl: string | null;
  /** The repository's own folder: the main work tree's, also when asked in another one. */
  root: string;
  /** Null on a detached head. */
  branch: string | null;
  /** Null before the first commit. */
  headCommit: string | null;
};

export type RepositoryAnswer =
  | { type: "repository"; repository: Repository }
  | { type: "none" }
  /** No git, no such folder, or no answer in time. */
  | { type: "unknown" };

type Env = Record<string, string | undefined>;

/** Asks git about a folder. Two processes at once, a third only before the first commit. */
export async function readRepository(folder: string, env: Env): Promise<RepositoryAnswer> {
  const place = await placeOf(folder);
  if (place === undefined) return { type: "unknown" };
  const [facts, origin] = await Promise.all([
    runGit(place, ["rev-parse", ...where, "HEAD", "--symbolic-full-name", "HEAD"], env),
    runGit(place, ["remote", "get-url", "origin"], env),
  ]);
  if (facts.type === "silent") return { type: "unknown" };
  const [isBare, commonDir] = facts.lines;
  if (!isBare || !commonDir) return { type: "none" };

  const head = facts.type === "answered" ? headOf(facts.lines) : await unbornHead(place, env);
  const root = rootOf(path.resolve(place, commonDir));
  return { type: "repository", repository: { originUrl: firstLine(origin), root, ...head } };
}

/** A folder without links on the way; undefined where it is gone. */
export const placeOf = (folder: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    realpath.native(folder, (error, found) => resolve(error ? undefined : found));
  });

const where = ["--is-bare-repository", "--git-common-dir"];

/**
 * `/src/api/.git` is the repository `/src/api`, whichever of its work trees was asked. A submodule's repository
 * lies in its parent's `.git/modules/…/name`, a bare one in `api.git`.
 */
function rootOf(commonDir: string): string {
  return path.basename(commonDir) === ".git"
    ? path.dirname(commonDir)
    : commonDir.replace(/\.git$/, "");
}

/** The last two lines: the commit, and the full name of what HEAD points to (`HEAD` itself when detached). */
export function headOf(lines: string[]): Pick<Repository, "branch" | "headCommit"> {
  const [commit, name] = lines.filter((line) => line !== "").slice(-2);
  const headCommit = commit && /^[0-9a-f]{7,64}$/.test(commit) ? commit : null;
  return { headCommit, branch: branchOf(name) };
}

const branchOf = (name: string | undefined) =>
  name?.startsWith("refs/heads/") ? name.slice("refs/heads/".length) : null;

/** Before the first commit there is only the branch that it will be on. */
export async function unbornHead(folder: string, env: Env) {
  const name = await runGit(folder, ["symbolic-ref", "--quiet", "HEAD"], env);
  return { headCommit: null, branch: branchOf(firstLine(name) ?? undefined) };
}

const firstLine = (answer: GitAnswer) =>
  answer.type === "answered" ? (answer.lines[0] ?? null) || null : null;
