import { expect, test } from "vitest";
import { aGitItem } from "#test/support/items.ts";
import { joinGit, partOf, type RunGit } from "#worker/domain/join-git.ts";

const one = { files: 1, added: 3, removed: 1 };
const commit = (sha: string, at: number) => ({
  sha: sha.repeat(40),
  at,
  subject: sha,
  diff: one,
});
const [a, b, c] = [commit("a", 1), commit("b", 2), commit("c", 3)];

function aRun(runId: string, startedAt: number, facts: Partial<RunGit>): RunGit {
  const { type: _, runtime: __, ...item } = aGitItem({ runId, ...facts });
  const commits = facts.commits ?? [];
  return { ...item, startedAt, observedAt: startedAt + 10, commitCount: commits.length, ...facts };
}

test("runs that took turns: from the first start to the last end, commit by commit", () => {
  const early = aRun("early", 10, { startCommit: "0".repeat(40), commits: [b, a] });
  const late = aRun("late", 20, { endCommit: c.sha, commits: [c], branch: "late" });
  expect(joinGit([late, early])).toMatchObject([
    {
      branch: "late",
      startCommit: "0".repeat(40),
      endCommit: c.sha,
      commitCount: 3,
      commits: [c, b, a],
      diff: { files: 3, added: 9, removed: 3 },
      diffOf: "commits",
    },
  ]);
});

test("a run that has all commits says what they come to together", () => {
  const whole = aRun("whole", 10, { commits: [b, a], diff: { files: 1, added: 4, removed: 0 } });
  const part = aRun("part", 20, { commits: [b] });
  expect(joinGit([part, whole])).toMatchObject([
    { commitCount: 2, diff: { files: 1, added: 4, removed: 0 }, diffOf: "range" },
  ]);
});

test("runs at once share commits, which count once", () => {
  const [first, second] = [aRun("1", 10, { commits: [b, a] }), aRun("2", 11, { commits: [c, b] })];
  expect(joinGit([first, second])).toMatchObject([
    { commitCount: 3, diff: { files: 3, added: 9, removed: 3 }, diffOf: "commits" },
  ]);
});

test("what one of them does not know, nobody knows", () => {
  const known = aRun("known", 10, { commits: [a] });
  const rewritten = aRun("rewritten", 20, {
    history: "rewritten",
    commitCount: null,
    diff: null,
    commits: [],
  });
  expect(joinGit([known, rewritten])).toMatchObject([
    { history: "rewritten", commitCount: null, diff: null, diffOf: null, commits: [a] },
  ]);
  const cut = aRun("cut", 20, { commits: [c], commitCount: 300 });
  expect(joinGit([known, cut])).toMatchObject([{ commitCount: null, diff: null, diffOf: null }]);
  expect(joinGit([cut])).toMatchObject([{ commitCount: 300, diffOf: "range" }]);
});

test("of a run that worked on before and after a session, the commits of the session's time count", () => {
  const run = aRun("run", 1, { commits: [c, b, a], diff: { files: 1, added: 5, removed: 0 } });
  const of = (facts: Partial<RunGit>, isOwn: (at: number) => boolean) =>
    joinGit([partOf({ ...run, ...facts }, isOwn)])[0];
  expect(of({}, (at) => at === 2)).toMatchObject({
    startCommit: null,
    endCommit: b.sha,
    commitCount: 1,
    commits: [b],
    diff: one,
    diffOf: "commits",
    uncommitted: null,
  });
  expect(of({}, () => false)).toMatchObject({ commitCount: 0, commits: [], endCommit: null });
  expect(of({}, () => true)).toEqual(joinGit([run])[0]);
  // What it did before is not among the commits that are known.
  expect(of({ commitCount: 300 }, (at) => at === 2)).toMatchObject({
    commitCount: null,
    diff: null,
  });
  expect(of({ commitCount: 300 }, (at) => at > 1)).toMatchObject({ commitCount: null, diff: null });
});
