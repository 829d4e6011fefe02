import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { directoryDescriber } from "#reporter/git/describe-directory.ts";
import { observeRun } from "#reporter/git/observe-run.ts";
import { RunObserver } from "#reporter/git/run-observer.ts";
import { gitEnv, GitRepository } from "#test/support/git-repository.ts";
import { type Figure, quantile } from "./figure.ts";

const rounds = 30;
const files = 2_000;
const commits = 20;

/** What observing a run's repository costs: where nothing changed, where everything has to be asked, and git alone. */
export async function measure(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "stint-bench-git-"));
  try {
    return await measureIn(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(folder: string): Promise<Figure[]> {
  const repository = new GitRepository(path.join(folder, "shop"));
  for (let nth = 0; nth < files; nth++) repository.write(`src/${nth % 50}/${nth}.ts`, `${nth}\n`);
  const startedAt = Date.now() - 60_000;
  repository.commit("Begin", startedAt - 60_000);
  const place = {
    runtime: "claude-code",
    runId: "run",
    rootRunId: "run",
    cwd: repository.folder,
    startedAt,
    lastAt: startedAt + 50_000,
    branch: null,
    startCommit: null,
    links: [],
  };
  const { describe } = directoryDescriber(gitEnv, null);
  const state = path.join(folder, "state");
  // Every second a line, and time for the next look.
  let now = Date.now();
  const observer = new RunObserver({ env: gitEnv, folder: state, describe, now: () => now });
  const look = () => {
    now += 4_000;
    return observer.observe([{ ...place, lastAt: now }], 60_000);
  };
  const ask = () => observeRun({ ...place, lastAt: now, start: null }, { env: gitEnv, now });
  await look();
  const unchanged = await medianOf(look);
  const asked = await medianOf(ask);
  for (let nth = 0; nth < commits; nth++) {
    repository.write(`src/new-${nth}.ts`, "1\n");
    repository.commit(`Change ${nth}`, startedAt + 10_000 + nth);
  }
  const changed = await medianOf(ask);
  const git = await medianOf(async () => repository.git("status", "--porcelain"));
  const note = `${files.toLocaleString("en-US")} files, median of ${rounds}`;
  return [
    ["a repository in which nothing changed", unchanged, note],
    ["the same after a restart", asked, note],
    [`with ${commits} commits and all figures`, changed, note],
    ["git status alone", git, note],
  ].map(([name, value, said]) => ({
    name: String(name),
    value: Number(value),
    unit: "ms",
    note: String(said),
  }));
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const startedAt = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - startedAt);
  }
  return quantile(times, 0.5);
}
