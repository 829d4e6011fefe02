import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { IngestItem } from "#contract/ingest.ts";
import { directoryDescriber } from "#reporter/git/describe-directory.ts";
import { joinPlaces } from "#reporter/git/join-places.ts";
import { RunObserver } from "#reporter/git/run-observer.ts";
import { withGitFigures } from "#reporter/git/with-git-figures.ts";
import type { RunPlace } from "#reporter/library/library-types.ts";
import { gitEnv, GitRepository } from "#test/support/git-repository.ts";
import { aRunItem } from "#test/support/items.ts";
import { aLibrary } from "./support/fake-library.ts";
import { aFolder } from "./support/temporary-folder.ts";

const minute = 60_000;
const begin = Math.floor(Date.now() / 1_000) * 1_000 - 60 * minute;

/** A run at work in a repository, and a clock that a test moves. */
class Work {
  readonly repository = new GitRepository(path.join(aFolder(), "shop"));
  readonly state = aFolder();
  place: RunPlace;
  now = begin;
  observer: RunObserver;

  constructor() {
    this.repository.commit("Begin", begin - minute);
    this.place = {
      runtime: "claude-code",
      runId: "run",
      rootRunId: "run",
      cwd: this.repository.folder,
      startedAt: begin,
      lastAt: begin,
      branch: null,
      startCommit: null,
      links: [],
    };
    this.observer = this.anotherProcess();
  }

  anotherProcess(env: Record<string, string | undefined> = gitEnv): RunObserver {
    const { describe } = directoryDescriber(gitEnv, null);
    return new RunObserver({ env, folder: this.state, describe, now: () => this.now });
  }

  /** Time goes by; a run that is at work writes lines. */
  async after(ms: number, { isAtWork = false, others = [] as RunPlace[] } = {}) {
    this.now += ms;
    if (isAtWork) this.place = { ...this.place, lastAt: this.now };
    return this.observer.observe(joinPlaces([this.place, ...others]), 10_000);
  }
}

const working = { isAtWork: true };

test("a run is observed as it begins, and then only where its repository moved", async () => {
  const work = new Work();
  expect(await work.after(1_000, working)).toMatchObject([
    { startIs: "observed", startCommit: work.repository.head, commitCount: 0 },
  ]);
  expect(await work.after(10_000, working)).toEqual([]);
  work.repository.write("a.txt", "1\n");
  work.repository.commit("Change", work.now + 5_000);
  // The line that tells of the commit is not written yet.
  expect(await work.after(8_000)).toMatchObject([
    { startIs: "observed", branch: "main", commitCount: 1, observedAt: begin + 19_000 },
  ]);
  work.repository.commit("Another", work.now + 1_000);
  expect(await work.after(2_000, working)).toEqual([]);
  expect(await work.after(1_000, working)).toMatchObject([{ commitCount: 2 }]);
  work.repository.git("checkout", "-q", "-b", "fix/1");
  expect(await work.after(4_000, working)).toMatchObject([{ branch: "fix/1" }]);
});

test("nothing is asked of git while nothing moved, and nothing of a run that rests", async () => {
  const work = new Work();
  await work.after(1_000, working);
  const noGit = { PATH: "/nowhere" };
  await work.after(30_000);
  work.observer.save();
  work.observer = work.anotherProcess(noGit);
  const [known] = work.observer.items();
  expect(known).toMatchObject({ commitCount: 0 });
  expect(await work.after(20 * minute)).toEqual([]);
  expect(work.observer.items()).toEqual([known]);
});

test("what lies in the folder is counted once more when the run comes to rest", async () => {
  const work = new Work();
  await work.after(1_000, working);
  // What moved while git was asked is not missed: it is asked once more.
  expect(await work.after(4_000, working)).toEqual([]);
  work.repository.write("untracked.txt", "1");
  expect(await work.after(10_000, working)).toEqual([]);
  expect(await work.after(21_000)).toMatchObject([{ uncommitted: { untracked: 1 } }]);
  work.repository.write("later.txt", "1");
  expect(await work.after(minute)).toEqual([]);
});

test("a start that was seen outlasts the process, and shows that it was rewritten", async () => {
  const work = new Work();
  const start = work.repository.head;
  await work.after(1_000, working);
  work.observer.save();
  work.repository.git("commit", "-q", "--allow-empty", "--amend", "-m", "Amended");
  rmSync(path.join(work.repository.folder, ".git/logs"), { recursive: true });
  work.observer = work.anotherProcess();
  expect(await work.after(minute, working)).toMatchObject([
    { startCommit: start, startIs: "observed", history: "rewritten", commitCount: null },
  ]);
});

test("sub-agents in the same folder are their root's work, one elsewhere is its own", async () => {
  const work = new Work();
  const other = new GitRepository(path.join(aFolder(), "elsewhere"));
  const agent = { ...work.place, runId: "agent", lastAt: begin + 5_000 };
  const away = { ...agent, runId: "away", cwd: other.folder };
  const found = await work.after(6_000, { isAtWork: false, others: [agent, away] });
  expect(found.map(({ runId }) => runId).toSorted()).toEqual(["away", "run"]);
});

test("a commit that the log names is where the run began", async () => {
  const work = new Work();
  const startCommit = work.repository.head;
  work.repository.commit("Own", begin + 1_000);
  work.place = { ...work.place, startCommit };
  expect(await work.after(40 * minute)).toMatchObject([{ startIs: "observed", startCommit }]);
  const abbreviated = new Work();
  abbreviated.place = { ...abbreviated.place, startCommit: startCommit.slice(0, 7) };
  expect(await abbreviated.after(40 * minute)).toMatchObject([{ startIs: "byTime" }]);
});

test("links are told where git tells nothing", async () => {
  const work = new Work();
  const links = ["https://github.com/acme/shop/pull/1"];
  const gone = path.join(aFolder(), "gone");
  const place = { ...work.place, runId: "gone", cwd: gone, lastAt: begin - 1 };
  expect(
    await work.after(minute, { others: [{ ...place, rootRunId: "gone", links }] }),
  ).toMatchObject([
    { runId: "run" },
    { runId: "gone", history: "unknown", commitCount: null, diff: null, links, observedAt: begin },
  ]);
});

test("a note that a kill cut short is as if it was not there", async () => {
  const work = new Work();
  await work.after(minute);
  work.observer.save();
  const file = path.join(work.state, "git-figures.ndjson");
  const text = readFileSync(file, "utf8");
  rmSync(file);
  writeFileSync(file, text.slice(0, 60));
  work.observer = work.anotherProcess();
  expect(work.observer.items()).toEqual([]);
  const [again] = await work.after(1_000);
  work.observer.save();
  expect(work.anotherProcess().items()).toEqual([again]);
});

test("runs of which the logs tell nothing have no figures; others come once, after their runs", async () => {
  const work = new Work();
  work.now = Date.now();
  const told: IngestItem[] = [aRunItem({ runId: "run" })];
  const logs = aLibrary(told);
  logs.places = () => [work.place, { ...work.place, runId: "untold", rootRunId: "untold" }];
  const { library } = withGitFigures(logs, work.observer, "at once");
  await library.refresh();
  const names = [...library.items()].map(({ type, runId }) => `${type} ${runId}`);
  expect(names).toEqual(["run run", "git run"]);
  expect(library.takeChanged().map(({ type }) => type)).toEqual(["run", "git"]);
  await library.refresh();
  expect(library.takeChanged()).toEqual([]);
});

test("what git tells while other news are taken is not lost", async () => {
  const work = new Work();
  work.now = Date.now();
  const logs = aLibrary([aRunItem({ runId: "run" })]);
  logs.places = () => [work.place];
  const { library } = withGitFigures(logs, work.observer, "at once");
  const reading = library.refresh();
  const taken: string[] = [];
  const taking = setInterval(() => {
    taken.push(...library.takeChanged().map(({ type }) => type));
  }, 1);
  await reading;
  clearInterval(taking);
  expect([...taken, ...library.takeChanged().map(({ type }) => type)]).toEqual(["run", "git"]);
});

test("a branch that is moved away from where the run began is noticed", async () => {
  const work = new Work();
  await work.after(1_000, working);
  work.repository.gitAt(work.now + 1_000, "checkout", "-q", "-b", "fix");
  work.repository.commit("Begin anew", work.now + 2_000, "--amend");
  expect(await work.after(4_000, working)).toMatchObject([{ history: "switched" }]);
  await work.after(4_000, working);
  work.repository.git("branch", "-q", "-f", "main");
  expect(await work.after(4_000, working)).toMatchObject([{ history: "rewritten" }]);
});

test("a repository whose name git did not tell in time is asked again, and is not two", async () => {
  const work = new Work();
  const { describe } = directoryDescriber(gitEnv, null);
  let isSlow = true;
  work.observer = new RunObserver({
    env: gitEnv,
    folder: work.state,
    describe: async (cwd) => ({ ...(await describe(cwd)), ...(isSlow && { isGuess: true }) }),
    now: () => work.now,
  });
  expect(await work.after(1_000, working)).toEqual([]);
  isSlow = false;
  expect(await work.after(15_000, working)).toMatchObject([{ runId: "run" }]);
});

test("a folder of which git does not say in time what it is has a guessed name", async () => {
  const { folder } = new Work().repository;
  const named = (env: Record<string, string | undefined>) =>
    directoryDescriber(env, null).describe(folder);
  expect((await named(gitEnv)).isGuess).toBeUndefined();
  expect(await named({ PATH: "/nowhere" })).toMatchObject({ isGuess: true });
});

test("a git that takes its time is asked less often", async () => {
  const work = new Work();
  const { describe } = directoryDescriber(gitEnv, null);
  const slowly = (cwd: string) => {
    work.now += 2_000;
    return describe(cwd);
  };
  const options = { env: gitEnv, folder: work.state, describe: slowly, now: () => work.now };
  work.observer = new RunObserver(options);
  const change = (ms: number) => {
    work.repository.commit("Change", work.now);
    return work.after(ms, working);
  };
  expect(await change(1_000)).toHaveLength(1);
  expect(await change(4_000)).toEqual([]);
  expect(await work.after(10_000, working)).toHaveLength(1);
});
