import type { GitHistory, GitItem } from "#contract/git.ts";
import { type Checkout, headAt, readCheckout } from "./checkout.ts";
import { type CommitFigures, noCommits, readCommits } from "./read-commits.ts";
import { placeOf } from "./read-repository.ts";
import { quietly } from "./quiet-git.ts";
import { readUncommitted } from "./read-uncommitted.ts";
import { type AskGit, askGitIn } from "./run-git.ts";

/** What a run did to a repository, but for whose run and which repository. */
export type Observation = Omit<GitItem, "type" | "runtime" | "runId" | "repository" | "links">;

/** Where and when a run worked. */
export type Span = {
  cwd: string;
  startedAt: number;
  lastAt: number;
  /** As its log names it. */
  branch: string | null;
  /** The commit that it began with, where somebody saw it; null before the first one. */
  start: { commit: string | null } | null;
};

export type ObservationAnswer =
  | { type: "observed"; observation: Observation; checkout: Checkout }
  /** No repository. */
  | { type: "none" }
  /** No git, no such folder, or no answer in time. */
  | { type: "unknown" };

type Surroundings = { env: Record<string, string | undefined>; now: number };

/** A large repository takes its time, and nobody waits. */
const timeLimitMs = 5_000;

/** What is in the folder so soon after a run's last line is the run's. */
const freshMs = 10 * 60_000;
/** A run that wrote nothing for so long rests: what happens from then on may be anybody's. */
export const restMs = 20_000;
/** A line is written a moment before or after what it tells of. */
const slackMs = 2_000;
/** Who looks so soon saw the run begin. */
const earlyMs = 15_000;

/** Asks git what a run did in its folder, from its start to its last activity. Content is never read. */
export async function observeRun(
  span: Span,
  { env, now }: Surroundings,
): Promise<ObservationAnswer> {
  const folder = await placeOf(span.cwd);
  if (folder === undefined) return { type: "unknown" };
  const ask = quietly(askGitIn(folder, env, timeLimitMs));
  const checkout = await readCheckout(ask, env, folder);
  if (checkout === "none" || checkout === "unknown") return { type: checkout };

  const end = await endOf(ask, checkout, { ...span, now });
  if (end === "unknown") return { type: "unknown" };
  const start = await startOf(ask, checkout, { ...span, now, end: end.commit });
  if (start === "unknown") return { type: "unknown" };
  const history = await historyOf(ask, checkout, { start, end: end.commit, span });
  const figures = await figuresOf(ask, { history, start: start.commit, end: end.commit });
  const hasFolder = end.isLive && !checkout.isBare;
  const observation = {
    observedAt: end.isLive ? now : span.lastAt,
    branch: branchOf(end.isCurrent ? checkout.branch : span.branch),
    ...startFacts(start),
    endCommit: end.commit,
    history,
    isShallow: checkout.isShallow,
    ...figures,
    uncommitted: hasFolder ? await readUncommitted(ask, checkout.head) : null,
  };
  return { type: "observed", observation, checkout };
}

const branchOf = (name: string | null) => name?.slice(0, 300).toWellFormed() ?? null;

const startFacts = ({ commit, is }: Start) =>
  commit === undefined
    ? { startCommit: null, startIs: null }
    : { startCommit: commit, startIs: is };

type Moment = Span & { now: number };

/** `commit` is null where there was none. */
type End = { commit: string | null; isCurrent: boolean; isLive: boolean };

/** What HEAD was at the last activity: what it is, if it has not moved since. */
async function endOf(
  ask: AskGit,
  checkout: Checkout,
  { now, lastAt, branch }: Moment,
): Promise<End | "unknown"> {
  const [newest] = checkout.moves;
  const isFresh = now - lastAt < freshMs;
  const isAtWork = now - lastAt < restMs;
  // A move of a time that has not come tells nothing of when it was.
  const isTimed = newest && newest.at <= now + slackMs;
  const isCurrent = isTimed ? isAtWork || newest.at <= lastAt + slackMs : isFresh;
  if (isCurrent) return { commit: checkout.head, isCurrent, isLive: isFresh };
  const commit =
    headAt(checkout, lastAt + slackMs) ??
    (await commitBefore(ask, await tipOf(ask, branch), lastAt + slackMs));
  return commit === undefined ? "unknown" : { commit, isCurrent, isLive: false };
}

/** The branch that the log names, if it is there still. */
async function tipOf(ask: AskGit, branch: string | null): Promise<string> {
  if (branch === null) return "HEAD";
  const name = `refs/heads/${branch}`;
  const answer = await ask("rev-parse", "--verify", "--quiet", name);
  return answer.type === "answered" ? name : "HEAD";
}

/** Null where there is none, undefined where git does not tell. */
async function commitBefore(
  ask: AskGit,
  tip: string,
  moment: number,
): Promise<string | null | undefined> {
  const until = `--min-age=${Math.floor(moment / 1_000)}`;
  const answer = await ask("rev-list", "-1", until, tip, "--");
  if (answer.type === "silent") return undefined;
  return (answer.type === "answered" && answer.lines[0]) || null;
}

/** `commit`: null before the first one, undefined where a clone was cut short before it. */
type Start = { commit: string | null | undefined; is: "observed" | "byTime" };

async function startOf(
  ask: AskGit,
  checkout: Checkout,
  { start, startedAt, now, end }: Moment & { end: string | null },
): Promise<Start | "unknown"> {
  if (start) return { commit: start.commit, is: "observed" };
  const logged = headAt(checkout, startedAt);
  const isEarly = now - startedAt < earlyMs;
  if (logged)
    return { commit: logged, is: isEarly && logged === checkout.head ? "observed" : "byTime" };
  if (!end) return { commit: null, is: isEarly ? "observed" : "byTime" };
  const found = await commitBefore(ask, end, startedAt);
  if (found === undefined) return "unknown";
  return { commit: found ?? (checkout.isShallow ? undefined : null), is: "byTime" };
}

type Ends = { start: Start; end: string | null; span: Span };

async function historyOf(
  ask: AskGit,
  checkout: Checkout,
  { start: { commit }, end, span }: Ends,
): Promise<GitHistory> {
  if (commit === undefined) return "unknown";
  if (commit === null || commit === end) return "straight";
  if (end === null) return "unknown";
  const base = await ask("merge-base", commit, end);
  if (base.type === "silent") return "unknown";
  if (base.type === "answered" && base.lines[0] === commit) return "straight";
  // What a shallow clone does not have may be there all the same.
  if (checkout.isShallow) return "unknown";
  return isSwitched(checkout, span) ? leftBehind(ask, commit) : "rewritten";
}

const isSwitched = ({ moves }: Checkout, { startedAt, lastAt }: Span) =>
  moves.some(({ isCheckout, at }) => isCheckout && at >= startedAt && at <= lastAt + slackMs);

/** Whether the commit that a run began with stands on a branch that it left, or on none any more. */
async function leftBehind(ask: AskGit, commit: string): Promise<GitHistory> {
  const holders = await ask("for-each-ref", "--count=1", "--contains", commit, "refs/heads");
  if (holders.type === "silent") return "unknown";
  return holders.type === "answered" && holders.lines[0] ? "switched" : "rewritten";
}

type Range = { history: GitHistory; start: string | null | undefined; end: string | null };

async function figuresOf(ask: AskGit, { history, start, end }: Range): Promise<CommitFigures> {
  if (history !== "straight" || start === undefined) {
    return { commitCount: null, commits: [], diff: null };
  }
  return start === end || end === null ? noCommits : readCommits(ask, start, end);
}
