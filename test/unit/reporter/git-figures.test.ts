import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  aRepository,
  ask,
  comparable,
  during,
  gitSays,
  minute,
  nothing,
  now,
  observe,
} from "./support/observed-repository.ts";
import { aFolder } from "./support/temporary-folder.ts";

test("commits with changes, renames, binary and deleted files come to what git counts", async () => {
  const repository = aRepository();
  const start = repository.head;
  repository.write("a.txt", "one\n2\nthree\nfour\n");
  repository.write("picture.png", Buffer.from([0, 1, 2, 0, 255]));
  repository.commit("Change: 3 files changed, 9 insertions(+)", during);
  repository.git("mv", "old-name.txt", "new name\twith tab.txt");
  repository.remove("picture.png");
  repository.write("ünï.txt", "x\n");
  repository.commit("Umbenannt – ü", during + minute);
  repository.commit("Nothing changes", during + 2 * minute);
  const found = await observe(repository.folder);
  expect(found).toMatchObject({
    branch: "main",
    startCommit: start,
    startIs: "byTime",
    endCommit: repository.head,
    history: "straight",
    isShallow: false,
    observedAt: now,
    uncommitted: { staged: 0, unstaged: 0, untracked: 0, diff: nothing },
  });
  expect(comparable(found)).toEqual(gitSays(repository, start, repository.head));
  expect(found.commits.map(({ diff }) => diff?.files)).toEqual([0, 3, 2]);
  expect(found.commits.map(({ at }) => at)).toEqual([2, 1, 0].map((nth) => during + nth * minute));
});

test("a merge brings the other side's commits, and counts no lines itself", async () => {
  const repository = aRepository();
  const start = repository.head;
  repository.git("checkout", "-q", "-b", "side");
  repository.write("side.txt", "1\n2\n");
  repository.commit("Side", during);
  repository.git("checkout", "-q", "main");
  repository.write("main.txt", "1\n");
  repository.commit("Main", during + minute);
  repository.gitAt(during + 2 * minute, "merge", "-q", "--no-ff", "-m", "Merge side", "side");
  const found = await observe(repository.folder);
  expect(comparable(found)).toEqual(gitSays(repository, start, repository.head));
  expect(found).toMatchObject({ commitCount: 3, diff: { files: 2, added: 3 } });
  expect(found.commits[0]).toMatchObject({ subject: "Merge side", diff: null });
});

test("uncommitted work stands apart, by files and by lines", async () => {
  const repository = aRepository();
  repository.write("a.txt", "one\n");
  repository.git("mv", "old-name.txt", "moved.txt");
  repository.write("staged.txt", "1\n2\n");
  repository.git("add", "staged.txt");
  repository.write("staged.txt", "1\n2\n3\n");
  for (const name of ["new\nline.txt", "folder/1.txt", "folder/2.txt"]) repository.write(name, "x");
  const found = await observe(repository.folder);
  expect(found).toMatchObject({ commitCount: 0, diff: nothing, history: "straight" });
  expect(found.uncommitted).toEqual({
    staged: 2,
    unstaged: 2,
    untracked: 3,
    diff: { files: 3, added: 3, removed: 2 },
  });
  expect(repository.git("diff", "--shortstat", "HEAD")).toBe(
    "3 files changed, 3 insertions(+), 2 deletions(-)",
  );
});

test("what was done after the run's last line is not the run's", async () => {
  const repository = aRepository();
  const start = repository.head;
  repository.write("a.txt", "agent\n");
  const end = repository.commit("Agent", during);
  repository.write("a.txt", "person\n");
  repository.commit("Person", now - minute);
  const lastAt = during + minute;
  const found = await observe(repository.folder, { lastAt, branch: "main" });
  expect(found).toMatchObject({
    branch: "main",
    startCommit: start,
    endCommit: end,
    commitCount: 1,
    uncommitted: null,
    observedAt: lastAt,
  });
  rmSync(path.join(repository.folder, ".git/logs"), { recursive: true });
  expect(await observe(repository.folder, { lastAt, branch: "main" })).toEqual(found);
});

test("of more commits than are sent all are counted", async () => {
  const repository = aRepository();
  const many = "!for nth in $(seq 205); do git commit -q --allow-empty -m $nth; done";
  repository.gitAt(during, "-c", `alias.many=${many}`, "many");
  const found = await observe(repository.folder);
  expect(found).toMatchObject({ commitCount: 205, diff: nothing });
  expect(found.commits).toHaveLength(200);
}, 30_000);

test("no repository, a folder that is gone, no git and a slow one", async () => {
  const folder = aFolder();
  expect(await ask(folder)).toEqual({ type: "none" });
  expect(await ask(path.join(folder, "gone"))).toEqual({ type: "unknown" });
  const { folder: repository } = aRepository();
  expect(await ask(repository, {}, { PATH: "/nowhere" })).toEqual({ type: "unknown" });
  const tools = path.join(folder, "tools");
  mkdirSync(tools);
  // What it started holds on, as a git behind a wrapper does.
  writeFileSync(path.join(tools, "git"), "#!/bin/sh\nsleep 60\n");
  chmodSync(path.join(tools, "git"), 0o755);
  const begun = performance.now();
  const slow = await ask(repository, {}, { PATH: `${tools}:${process.env["PATH"]}` });
  expect(slow).toEqual({ type: "unknown" });
  expect(performance.now() - begun).toBeLessThan(15_000);
}, 30_000);

test("a person's settings neither run programs nor change what is counted", async () => {
  const repository = aRepository();
  const start = repository.head;
  repository.write("inner/b.txt", "1\n");
  repository.write("a.txt", "other\n");
  repository.commit("Both", during);
  const expected = gitSays(repository, start, repository.head);
  const ran = path.join(aFolder(), "ran");
  const program = path.join(aFolder(), "program");
  writeFileSync(program, `#!/bin/sh\ntouch '${ran}'\n`);
  chmodSync(program, 0o755);
  for (const [name, value] of [
    ["diff.external", program],
    ["core.fsmonitor", program],
    ["gpg.program", program],
    ["log.showSignature", "true"],
    ["diff.relative", "true"],
    ["color.ui", "always"],
    ["diff.stat", "never"],
    ["status.showUntrackedFiles", "no"],
    ["core.pager", program],
  ] as const) {
    repository.git("config", name, value);
  }
  repository.write("untracked.txt", "x");
  const found = await observe(path.join(repository.folder, "inner"));
  expect(comparable(found)).toEqual(expected);
  expect(found.uncommitted).toMatchObject({ untracked: 1 });
  expect(() => chmodSync(ran, 0o600)).toThrow(/ENOENT/);
});
