import type { SessionGit } from "#contract/sessions.ts";
import { type ReportGit, unknownGit } from "./session-report.ts";

/** A session's repositories together. What is not known of one of them is not known of all. */
export function reportGitOf(repositories: SessionGit[]): ReportGit {
  if (repositories.length === 0) return unknownGit;
  const commits = sumOf(repositories.map(({ commitCount }) => commitCount));
  return {
    filesChanged: sumOf(repositories.map(({ diff }) => diff?.files ?? null)),
    linesAdded: sumOf(repositories.map(({ diff }) => diff?.added ?? null)),
    linesRemoved: sumOf(repositories.map(({ diff }) => diff?.removed ?? null)),
    commits,
    list: commits === null ? null : repositories.flatMap((one) => one.commits.map(listed)),
  };
}

const listed = ({ sha, subject }: SessionGit["commits"][number]) => ({
  hash: sha.slice(0, 7),
  subject,
});

const sumOf = (counts: (number | null)[]): number | null =>
  counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
