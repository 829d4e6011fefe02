import { expect, test } from "vitest";
import type { SessionGit } from "#contract/sessions.ts";
import { reportGitOf } from "#worker/domain/reports/report-git.ts";
import { unknownGit } from "#worker/domain/reports/session-report.ts";

const sha = (letter: string) => letter.repeat(40);
const at = "2026-11-21T09:00:00.000Z";

const repository: SessionGit = {
  repository: "github.com/acme/api",
  branch: "main",
  startCommit: sha("a"),
  startIs: "observed",
  endCommit: sha("c"),
  history: "straight",
  isShallow: false,
  commitCount: 2,
  commits: [
    { sha: sha("c"), at, subject: "Mend the build", diff: null },
    { sha: sha("b"), at, subject: null, diff: null },
  ],
  diff: { files: 3, added: 10, removed: 4 },
  diffOf: "range",
  uncommitted: null,
  links: [],
  observedAt: at,
};
const rewritten: SessionGit = {
  ...repository,
  repository: "github.com/acme/web",
  history: "rewritten",
  commitCount: null,
  commits: [],
  diff: null,
  diffOf: null,
};

test("a session's repositories are added up", () => {
  const other = { ...repository, commitCount: 1, commits: repository.commits.slice(1) };
  expect(reportGitOf([repository, other])).toEqual({
    filesChanged: 6,
    linesAdded: 20,
    linesRemoved: 8,
    commits: 3,
    list: [
      { hash: "ccccccc", subject: "Mend the build" },
      { hash: "bbbbbbb", subject: null },
      { hash: "bbbbbbb", subject: null },
    ],
  });
});

test("a rewritten history is not known, never zero", () => {
  expect(reportGitOf([repository, rewritten])).toEqual(unknownGit);
  expect(reportGitOf([])).toEqual(unknownGit);
});
