import { type DiffFigures, type GitCommit, maxCommits } from "#contract/git.ts";
import { latestMoment } from "#contract/item-fields.ts";
import type { AskGit } from "./run-git.ts";

/** What lies between two commits; null where git did not say. */
export type CommitFigures = {
  commitCount: number | null;
  commits: GitCommit[];
  diff: DiffFigures | null;
};

/** Nothing lies between a commit and itself. */
export const noCommits: CommitFigures = {
  commitCount: 0,
  commits: [],
  diff: { files: 0, added: 0, removed: 0 },
};

/** No external program is asked for a diff. */
const shortStat = ["--shortstat", "--no-ext-diff", "--no-textconv", "--no-color"];

/** Commits, files and lines from a commit on (null: from nothing), as `git log` and `git diff` count them. */
export async function readCommits(
  ask: AskGit,
  start: string | null,
  end: string,
): Promise<CommitFigures> {
  const range = start === null ? end : `${start}..${end}`;
  const commits = await listCommits(ask, range);
  const diff = await readDiff(ask, start ?? emptyTree(end), end);
  const isAll = commits !== null && commits.length < maxCommits;
  const commitCount = isAll ? commits.length : await countCommits(ask, range);
  return { commitCount, commits: commits ?? [], diff };
}

/** Between two commits or trees, or from one to what lies in the folder; with options. */
export async function readDiff(ask: AskGit, ...ends: string[]): Promise<DiffFigures | null> {
  const answer = await ask("diff", ...shortStat, ...ends, "--");
  return answer.type === "answered" ? figuresIn(answer.lines[0] ?? "") : null;
}

/** A tree with nothing in it, which git knows without having it. */
export const emptyTree = (likeThis: string | null) =>
  likeThis?.length === 64
    ? "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
    : "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

async function countCommits(ask: AskGit, range: string): Promise<number | null> {
  const answer = await ask("rev-list", "--count", range, "--");
  return answer.type === "answered" ? Number(answer.lines[0]) : null;
}

const mark = "\u0001";

async function listCommits(ask: AskGit, range: string): Promise<GitCommit[] | null> {
  const answer = await ask(
    "log",
    `--format=${mark}%H %ct %P${mark}%s`,
    "--encoding=UTF-8",
    ...shortStat,
    "-n",
    `${maxCommits}`,
    range,
    "--",
  );
  if (answer.type !== "answered") return null;
  const commits: GitCommit[] = [];
  for (const line of answer.lines) {
    const last = commits.at(-1);
    if (line.startsWith(mark)) commits.push(...commitOf(line));
    else if (last?.diff && line !== "") last.diff = figuresIn(line);
  }
  return commits;
}

/** Of a merge git counts nothing; of others nothing is said where they change nothing. */
function commitOf(line: string): GitCommit[] {
  const [, facts = "", ...words] = line.split(mark);
  const [sha, seconds, ...parents] = facts.trim().split(" ");
  if (!sha || !seconds) return [];
  const subject = cut(words.join(" ").replaceAll(/\p{Cc}+/gu, " "));
  const diff = parents.length > 1 ? null : { files: 0, added: 0, removed: 0 };
  return [{ sha, at: Math.min(Number(seconds) * 1_000, latestMoment), subject, diff }];
}

const cut = (subject: string) => subject.slice(0, 200).toWellFormed();

/** `3 files changed, 10 insertions(+), 2 deletions(-)`, without what is none. */
function figuresIn(line: string): DiffFigures {
  const count = (what: RegExp) => Number(what.exec(line)?.[1] ?? 0);
  return {
    files: count(/(\d+) files? changed/),
    added: count(/(\d+) insertions?\(\+\)/),
    removed: count(/(\d+) deletions?\(-\)/),
  };
}
