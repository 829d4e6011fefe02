import type { DiffFigures, GitCommit, GitHistory, GitItem } from "#contract/git.ts";

/** What one run did to one repository, and when it began; `isPart`: what of it belongs to one session. */
export type RunGit = Omit<GitItem, "type" | "runtime"> & { startedAt: number; isPart?: boolean };

/** The same of a session's runs together. */
export type JoinedGit = Omit<RunGit, "runId" | "startedAt" | "isPart"> & {
  diffOf: "range" | "commits" | null;
};

/**
 * What of a run belongs to a session: the commits of its times. A run may work on before and after a session that was begun
 * by hand. Null where nobody knows all of them.
 */
export function partOf(run: RunGit, isOwn: (at: number) => boolean): RunGit {
  const commits = run.commits.filter(({ at }) => isOwn(at));
  const isKnown = run.commitCount === run.commits.length;
  const isWhole = commits.length === run.commits.length && (isKnown || isOwn(run.startedAt));
  const uncommitted = isOwn(run.observedAt) ? run.uncommitted : null;
  if (isWhole) return { ...run, uncommitted };
  return {
    ...run,
    uncommitted,
    isPart: true,
    startCommit: null,
    startIs: null,
    endCommit: commits[0]?.sha ?? null,
    commits,
    commitCount: isKnown ? commits.length : null,
    diff: isKnown ? sumOf(commits) : null,
  };
}

/** A session's runs by repository, the one that was observed last first. */
export function joinGit(runs: RunGit[]): JoinedGit[] {
  const byRepository = Map.groupBy(runs, ({ repository }) => repository);
  return [...byRepository.values()]
    .map((ofOne) => joined(ofOne.toSorted(compareStarts)))
    .toSorted((a, b) => b.observedAt - a.observedAt || (a.repository < b.repository ? -1 : 1));
}

const compareStarts = (a: RunGit, b: RunGit) =>
  a.startedAt - b.startedAt || (a.runId < b.runId ? -1 : 1);

/** From the earliest start commit to the latest end commit; every commit once. `runs`: by their start. */
function joined(runs: RunGit[]): JoinedGit {
  const [first] = runs;
  const last = runs.toSorted((a, b) => a.observedAt - b.observedAt).at(-1);
  if (!first || !last) throw new Error("A repository is known by a run.");
  const { repository, branch, endCommit, uncommitted, observedAt } = last;
  return {
    repository,
    branch,
    endCommit,
    uncommitted,
    observedAt,
    startCommit: first.startCommit,
    startIs: first.startIs,
    history: worstOf(runs.map(({ history }) => history)),
    isShallow: runs.some(({ isShallow }) => isShallow),
    links: [...new Set(runs.flatMap(({ links }) => links))].toSorted(),
    ...figuresOf(runs),
  };
}

const histories: GitHistory[] = ["straight", "unknown", "switched", "rewritten"];

const worstOf = (all: GitHistory[]): GitHistory =>
  histories[Math.max(...all.map((one) => histories.indexOf(one)))] ?? "unknown";

type Figures = Pick<JoinedGit, "commitCount" | "commits" | "diff" | "diffOf">;

/** Of a run that has the commits of all others too; else commit by commit, as far as every one of them is known. */
function figuresOf(runs: RunGit[]): Figures {
  const commits = uniqueCommits(runs);
  const whole = runs.find((one) => covers(one, runs));
  if (whole) {
    const basis = whole.isPart ? "commits" : "range";
    const diffOf = whole.diff ? basis : null;
    return { commitCount: whole.commitCount, commits, diff: whole.diff, diffOf };
  }
  const isComplete = runs.every(({ commitCount, commits: own }) => commitCount === own.length);
  if (!isComplete) return { commitCount: null, commits, diff: null, diffOf: null };
  return { commitCount: commits.length, commits, diff: sumOf(commits), diffOf: "commits" };
}

function uniqueCommits(runs: RunGit[]): GitCommit[] {
  const bySha = new Map<string, GitCommit>();
  for (const commit of runs.flatMap(({ commits }) => commits)) {
    const known = bySha.get(commit.sha);
    bySha.set(commit.sha, { ...commit, subject: commit.subject ?? known?.subject ?? null });
  }
  return [...bySha.values()].toSorted((a, b) => b.at - a.at);
}

function covers(run: RunGit, runs: RunGit[]): boolean {
  if (run.history !== "straight") return runs.length === 1;
  const own = new Set(run.commits.map(({ sha }) => sha));
  return runs.every(
    (other) =>
      other === run ||
      (other.commitCount === other.commits.length &&
        other.commits.every(({ sha }) => own.has(sha))),
  );
}

function sumOf(commits: GitCommit[]): DiffFigures {
  const sums = { files: 0, added: 0, removed: 0 };
  for (const { diff } of commits) {
    sums.files += diff?.files ?? 0;
    sums.added += diff?.added ?? 0;
    sums.removed += diff?.removed ?? 0;
  }
  return sums;
}
