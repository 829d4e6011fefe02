import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { directoryDescriber } from "#reporter/git/describe-directory.ts";
import { readRepository } from "#reporter/git/read-repository.ts";
import { aFolder } from "./support/temporary-folder.ts";

/** Git without the settings of whoever runs the tests. */
const env = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

const git = (folder: string, ...args: string[]) =>
  execFileSync("git", args, { cwd: folder, env, encoding: "utf8", stdio: "pipe" }).trim();

function aRepository(remote = "git@github.com:acme/api.git"): string {
  const folder = path.join(realpathSync(aFolder()), "clone");
  mkdirSync(folder);
  git(folder, "init", "-q", "-b", "main");
  git(folder, "commit", "-q", "--allow-empty", "-m", "first");
  if (remote) git(folder, "remote", "add", "origin", remote);
  return folder;
}

const read = async (folder: string, environment: Record<string, string | undefined> = env) => {
  const answer = await readRepository(folder, environment);
  return answer.type === "repository" ? answer.repository : answer.type;
};

test("a clone, also from inside of it and through a link", async () => {
  const folder = aRepository();
  const inside = path.join(folder, "src", "ünï");
  mkdirSync(inside, { recursive: true });
  const link = path.join(aFolder(), "link");
  symlinkSync(inside, link);
  const facts = {
    originUrl: "git@github.com:acme/api.git",
    root: folder,
    branch: "main",
    headCommit: git(folder, "rev-parse", "HEAD"),
  };
  for (const place of [folder, inside, link]) expect(await read(place)).toEqual(facts);
});

test("before the first commit, detached, without a remote", async () => {
  const empty = realpathSync(aFolder());
  git(empty, "init", "-q", "-b", "feature/x");
  expect(await read(empty)).toEqual({
    originUrl: null,
    root: empty,
    branch: "feature/x",
    headCommit: null,
  });
  const folder = aRepository("");
  git(folder, "checkout", "-q", "--detach");
  expect(await read(folder)).toMatchObject({
    originUrl: null,
    branch: null,
    headCommit: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
});

test("a work tree belongs to its repository, with a branch of its own", async () => {
  const folder = aRepository();
  const tree = path.join(realpathSync(aFolder()), "wt-42");
  git(folder, "worktree", "add", "-q", tree, "-b", "fix/42");
  expect(await read(tree)).toMatchObject({ root: folder, branch: "fix/42" });
});

test("bare, shallow, and a submodule", async () => {
  const folder = aRepository();
  git(folder, "commit", "-q", "--allow-empty", "-m", "second");
  const place = realpathSync(aFolder());
  git(place, "clone", "-q", "--bare", folder, "mirror.git");
  expect(await read(path.join(place, "mirror.git"))).toMatchObject({
    root: path.join(place, "mirror"),
    branch: "main",
  });
  git(place, "clone", "-q", "--depth", "1", `file://${folder}`, "shallow");
  expect(await read(path.join(place, "shallow"))).toMatchObject({ branch: "main" });

  const parent = aRepository();
  git(
    parent,
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    folder,
    "libs/sub",
  );
  expect(await read(path.join(parent, "libs/sub"))).toMatchObject({ originUrl: folder });
});

test("no repository, no folder, no git", async () => {
  expect(await read(aFolder())).toBe("none");
  expect(await read("/no/such/folder")).toBe("unknown");
  expect(await read(aRepository(), { ...env, PATH: "/nowhere" })).toBe("unknown");
});

test("a git that hangs is given up after a second", async () => {
  const tools = aFolder();
  writeFileSync(path.join(tools, "git"), "#!/bin/sh\nexec sleep 20\n");
  chmodSync(path.join(tools, "git"), 0o755);
  const startedAt = performance.now();
  expect(await read(aRepository(), { PATH: `${tools}:/bin:/usr/bin` })).toBe("unknown");
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test("the variables of a surrounding git command do not mislead", async () => {
  const [folder, other] = [aRepository(), aRepository()];
  const misled = { ...env, GIT_DIR: path.join(other, ".git"), GIT_WORK_TREE: other };
  expect(await read(folder, misled)).toMatchObject({ root: folder });
});

test("every clone of a remote is one project, and a folder without one goes by its name", async () => {
  const { describe } = directoryDescriber(env, null);
  for (const remote of ["git@github.com:acme/api.git", "https://me:pw@github.com/acme/api"]) {
    expect(await describe(aRepository(remote))).toMatchObject({
      project: { key: "github.com/acme/api", name: "api" },
      branch: "main",
    });
  }
  expect((await describe(aRepository(""))).project).toEqual({ key: "folder/clone", name: "clone" });
  const plain = path.join(aFolder(), "notes");
  mkdirSync(plain);
  expect((await describe(plain)).project).toEqual({ key: "folder/notes", name: "notes" });
});

test("a clone that was deleted stays in its project", async () => {
  const state = aFolder();
  const folder = aRepository();
  const first = directoryDescriber(env, state);
  const { project } = await first.describe(folder);
  first.save();
  rmSync(folder, { recursive: true });
  expect((await directoryDescriber(env, state).describe(folder)).project).toEqual(project);
});

test("many folders at once are asked a few at a time, and the same one once", async () => {
  const folder = aRepository();
  const { describe } = directoryDescriber(env, null);
  const places = Array.from({ length: 20 }, (_, index) => path.join(folder, `sub${index}`));
  for (const place of places) mkdirSync(place);
  const facts = await Promise.all([...places, ...places].map((place) => describe(place)));
  expect(new Set(facts.map(({ project }) => project?.key))).toEqual(
    new Set(["github.com/acme/api"]),
  );
});
