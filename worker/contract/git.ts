import { z } from "zod";
import { maxLinkLength, maxLinks, pullRequestPattern } from "./git-links.ts";
import { moment, providerId, runtimeId, text } from "./item-fields.ts";

/** Most commits of one item; `commitCount` counts them all. */
export const maxCommits = 200;

const count = z.int().min(0).max(1e9);
const commitId = z.string().regex(/^[0-9a-f]{40,64}$/);

/** What a diff comes to, as `git diff --shortstat` counts it. */
export const diffFigures = z.object({ files: count, added: count, removed: count });

/** A commit; of its message the first line, where titles are allowed. */
export const gitCommit = z.object({
  sha: commitId,
  at: moment,
  subject: text(0, 200).nullable(),
  /** Null for merges, which git counts nothing of. */
  diff: diffFigures.nullable(),
});

/** Work that is in no commit: how many files, and the lines by which they differ from the last commit. */
export const uncommittedWork = z.object({
  staged: count,
  unstaged: count,
  untracked: count,
  /** Of files that git knows; null where it took too long. */
  diff: diffFigures.nullable(),
});

/**
 * `straight`: the start commit is an ancestor of the end commit. `rewritten`: it is gone, or no ancestor any more.
 * `switched`: another branch was checked out meanwhile. `unknown`: nobody can tell, as in a clone that was cut short.
 */
export const gitHistory = z.enum(["straight", "rewritten", "switched", "unknown"]);

/** Whether somebody looked when the run began, or git was asked later what was current then. */
export const startIs = z.enum(["observed", "byTime"]);

/** The address of a pull or merge request, without query and credentials. */
const pullRequestUrl = z.string().max(maxLinkLength).regex(pullRequestPattern);

/**
 * What one run did to one repository, from its start to its last activity: one observation, of which the latest counts.
 * Numbers are null where nobody knows; only a straight history has any.
 */
export const gitItem = z.object({
  type: z.literal("git"),
  runtime: runtimeId,
  runId: providerId,
  /** A project's key: `github.com/acme/api` or `folder/<base name>`. */
  repository: text(1, 300),
  /** The moment whose state this is. */
  observedAt: moment,
  /** Null on a detached head, or where the user turned branch names off. */
  branch: text(0, 300).nullable(),
  /** Null before the first commit, and where it is not known. */
  startCommit: commitId.nullable(),
  startIs: startIs.nullable(),
  endCommit: commitId.nullable(),
  history: gitHistory,
  isShallow: z.boolean(),
  commitCount: count.nullable(),
  /** From the newest on. */
  commits: z.array(gitCommit).max(maxCommits),
  /** Between start and end commit. */
  diff: diffFigures.nullable(),
  /** Null where the observation is of a moment that has passed. */
  uncommitted: uncommittedWork.nullable(),
  /** Pull requests that the run's log names. */
  links: z.array(pullRequestUrl).max(maxLinks),
});

export type DiffFigures = z.infer<typeof diffFigures>;
export type GitCommit = z.infer<typeof gitCommit>;
export type UncommittedWork = z.infer<typeof uncommittedWork>;
export type GitHistory = z.infer<typeof gitHistory>;
export type GitItem = z.infer<typeof gitItem>;
