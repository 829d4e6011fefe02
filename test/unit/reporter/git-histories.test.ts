import { rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { GitRepository } from "#test/support/git-repository.ts";
import {
  aRepository,
  before,
  comparable,
  during,
  gitSays,
  minute,
  now,
  observe,
  unknownFigures,
} from "./support/observed-repository.ts";
import { aFolder } from "./support/temporary-folder.ts";

test("without a log of HEAD the branch that the run's log names is asked", async () => {
  const repository = aRepository();
  const start = repository.head;
  repository.git("checkout", "-q", "-b", "feature");
  const end = repository.commit("On the branch", during);
  repository.git("checkout", "-q", "main");
  rmSync(path.join(repository.folder, ".git/logs"), { recursive: true });
  const lastAt = now - 20 * minute + 60_000;
  const found = await observe(repository.folder, { lastAt, branch: "feature" });
  expect(found).toMatchObject({ startCommit: start, endCommit: end, commitCount: 1 });
  expect((await observe(repository.folder, { lastAt, branch: "gone" })).endCommit).toBe(start);
});

test("a rewritten start is said to be one, and is never zeros", async () => {
  const amended = aRepository();
  const start = amended.head;
  amended.write("a.txt", "amended\n");
  amended.git("add", "-A");
  amended.gitAt(during, "commit", "-q", "--amend", "-m", "Amended");
  const expected = { startCommit: start, history: "rewritten", ...unknownFigures };
  expect(await observe(amended.folder)).toMatchObject(expected);

  amended.git("reflog", "expire", "--expire=all", "--all");
  amended.git("gc", "-q", "--prune=now");
  const seen = { start: { commit: start } };
  expect(await observe(amended.folder, seen)).toMatchObject({ ...expected, startIs: "observed" });
});

test("a rebase rewrites what it moves; an amended commit of the run's own does not", async () => {
  const repository = aRepository();
  const base = repository.head;
  repository.git("checkout", "-q", "-b", "feature");
  repository.write("feature.txt", "1\n");
  const start = repository.commit("Feature", before + minute);
  repository.git("checkout", "-q", "-b", "other", base);
  repository.write("other.txt", "1\n");
  repository.commit("Other", before + 2 * minute);
  repository.gitAt(before + 3 * minute, "checkout", "-q", "feature");
  repository.write("own.txt", "1\n");
  repository.commit("Own", during);
  repository.write("own.txt", "1\n2\n");
  repository.git("add", "-A");
  repository.gitAt(during + minute, "commit", "-q", "--amend", "-m", "Own, amended");
  const straight = await observe(repository.folder);
  expect(comparable(straight)).toEqual(gitSays(repository, start, repository.head));
  expect(straight).toMatchObject({ commitCount: 1, diff: { added: 2 } });

  repository.gitAt(during + 2 * minute, "rebase", "-q", "other");
  expect(await observe(repository.folder)).toMatchObject({
    startCommit: start,
    history: "rewritten",
    ...unknownFigures,
  });
});

test("another branch that was checked out meanwhile is no rewriting", async () => {
  const repository = aRepository();
  repository.git("checkout", "-q", "-b", "left");
  repository.commit("Left behind", before + minute);
  repository.gitAt(during, "checkout", "-q", "main");
  repository.commit("Elsewhere", during + minute);
  expect(await observe(repository.folder)).toMatchObject({
    branch: "main",
    history: "switched",
    ...unknownFigures,
  });
});

test("before the first commit there is nothing, and from there all of it is the run's", async () => {
  const repository = new GitRepository(path.join(aFolder(), "new"));
  repository.write("a.txt", "1\n2\n");
  repository.git("add", "-A");
  expect(await observe(repository.folder)).toMatchObject({
    branch: "main",
    startCommit: null,
    endCommit: null,
    history: "straight",
    commitCount: 0,
    uncommitted: { staged: 1, diff: { files: 1, added: 2, removed: 0 } },
  });
  repository.commit("First", during);
  expect(await observe(repository.folder)).toMatchObject({
    startCommit: null,
    startIs: "byTime",
    endCommit: repository.head,
    commitCount: 1,
    diff: { files: 1, added: 2, removed: 0 },
    commits: [{ subject: "First", diff: { files: 1, added: 2, removed: 0 } }],
  });
});

test("a work tree has its own HEAD, a submodule its own commits, a detached head no branch", async () => {
  const repository = aRepository();
  const start = repository.head;
  const tree = path.join(aFolder(), "tree");
  repository.gitAt(before + minute, "worktree", "add", "-q", tree, "-b", "fix/42");
  const worktree = new GitRepository(tree, { init: false });
  worktree.write("fix.txt", "1\n");
  worktree.commit("Fix", during);
  expect(await observe(tree)).toMatchObject({
    branch: "fix/42",
    startCommit: start,
    commitCount: 1,
  });
  expect(await observe(repository.folder)).toMatchObject({ branch: "main", commitCount: 0 });

  const outer = aRepository();
  outer.gitAt(before + minute, "submodule", "--quiet", "add", repository.folder, "lib");
  outer.commit("With a submodule", before + 2 * minute);
  const inner = new GitRepository(path.join(outer.folder, "lib"), { init: false });
  inner.commit("Inside", during);
  expect(await observe(inner.folder)).toMatchObject({ commitCount: 1, startCommit: start });
  expect(await observe(outer.folder)).toMatchObject({
    commitCount: 0,
    uncommitted: { unstaged: 1 },
  });

  repository.gitAt(during, "checkout", "-q", "--detach");
  repository.commit("Nowhere", during + minute);
  expect(await observe(repository.folder)).toMatchObject({ branch: null, commitCount: 1 });
});

test("a shallow clone tells what it has, and that it does not know the rest", async () => {
  const repository = aRepository();
  repository.commit("Second", before + minute);
  const place = new GitRepository(aFolder());
  place.git("clone", "-q", "--depth", "1", `file://${repository.folder}`, "shallow");
  const shallow = new GitRepository(path.join(place.folder, "shallow"), { init: false });
  shallow.commit("Own", now - minute);
  const isShallow = true;
  const cutOff = { start: { commit: repository.git("rev-parse", "HEAD~1") } };
  expect(await observe(shallow.folder)).toMatchObject({
    isShallow,
    startIs: "byTime",
    commitCount: 1,
  });
  expect(await observe(shallow.folder, cutOff)).toMatchObject({
    isShallow,
    history: "unknown",
    ...unknownFigures,
  });
  const early = { startedAt: before - minute };
  expect(await observe(shallow.folder, early)).toMatchObject({
    startCommit: null,
    startIs: null,
    history: "unknown",
    ...unknownFigures,
  });
});
