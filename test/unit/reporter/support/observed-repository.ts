import path from "node:path";
import { gitItem } from "#contract/git.ts";
import { type Observation, observeRun, type Span } from "#reporter/git/observe-run.ts";
import { gitEnv, GitRepository } from "#test/support/git-repository.ts";
import { aFolder } from "./temporary-folder.ts";

export const minute = 60_000;
export const now = Math.floor(Date.now() / 1_000) * 1_000;
/** The run began half an hour ago and has just written its last line, unless a test says otherwise. */
export const startedAt = now - 30 * minute;
export const before = startedAt - 60 * minute;
export const during = startedAt + 10 * minute;

export function aRepository(): GitRepository {
  const repository = new GitRepository(path.join(aFolder(), "shop"));
  repository.write("a.txt", "one\ntwo\nthree\n");
  repository.write("old-name.txt", "some\nlines\nthat\nstay\n");
  repository.commit("Begin", before);
  return repository;
}

export const ask = (
  cwd: string,
  span: Partial<Span> = {},
  env: Record<string, string | undefined> = gitEnv,
) => observeRun({ cwd, startedAt, lastAt: now, branch: null, start: null, ...span }, { env, now });

export async function observe(cwd: string, span: Partial<Span> = {}): Promise<Observation> {
  const answer = await ask(cwd, span);
  if (answer.type !== "observed") throw new Error(answer.type);
  const item = { type: "git", runtime: "codex", runId: "r", repository: "r", links: [] };
  gitItem.parse({ ...item, ...answer.observation });
  return answer.observation;
}

/** What git itself says of a range: its figures as a person would ask for them. */
export function gitSays(repository: GitRepository, start: string, end: string) {
  const stat = repository.git("diff", "--shortstat", start, end);
  const count = (what: RegExp) => Number(what.exec(stat)?.[1] ?? 0);
  return {
    commitCount: Number(repository.git("rev-list", "--count", `${start}..${end}`)),
    subjects: repository
      .git("log", "--format=%H %s", `${start}..${end}`)
      .split("\n")
      .filter(Boolean),
    diff: {
      files: count(/(\d+) file/),
      added: count(/(\d+) insertion/),
      removed: count(/(\d+) deletion/),
    },
  };
}

export const comparable = ({ commitCount, commits, diff }: Observation) => ({
  commitCount,
  subjects: commits.map(({ sha, subject }) => `${sha} ${subject}`),
  diff,
});

export const nothing = { files: 0, added: 0, removed: 0 };
export const unknownFigures = { commitCount: null, commits: [], diff: null };
