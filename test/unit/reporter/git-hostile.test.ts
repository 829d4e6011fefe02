import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { gitEnv, GitRepository } from "#test/support/git-repository.ts";
import {
  aRepository,
  ask,
  before,
  comparable,
  during,
  minute,
  now,
  observe,
} from "./support/observed-repository.ts";
import { aFolder } from "./support/temporary-folder.ts";

/** A program that tells of having been run, and under which name. */
function aProgram() {
  const folder = aFolder();
  const said = path.join(folder, "ran");
  const program = path.join(folder, "program");
  writeFileSync(program, `#!/bin/sh\necho "$STINT_WHO $0 $*" >> '${said}'\ncat\n`);
  chmodSync(program, 0o755);
  return { program, ran: () => (existsSync(said) ? readFileSync(said, "utf8") : "") };
}

/** All settings of a repository by which git would run a program at a question. */
function setTraps(repository: GitRepository, program: string) {
  for (const [name, value] of [
    ["core.fsmonitor", program],
    ["core.pager", program],
    ["pager.log", "true"],
    ["core.editor", program],
    ["core.sshCommand", program],
    ["diff.external", program],
    ["diff.trap.command", program],
    ["diff.trap.textconv", program],
    ["filter.trap.clean", `${program} clean`],
    ["filter.trap.smudge", program],
    ["filter.trap.required", "true"],
    ["filter.second.one.process", `${program} process`],
    ["gpg.program", program],
    ["alias.status", `!${program}`],
    ["alias.log", `!${program}`],
  ] as const) {
    repository.git("config", name, value);
  }
  const hooks = path.join(repository.git("rev-parse", "--absolute-git-dir"), "hooks");
  mkdirSync(hooks, { recursive: true });
  for (const hook of ["post-index-change", "post-checkout", "reference-transaction"]) {
    writeFileSync(path.join(hooks, hook), `#!/bin/sh\nexec '${program}' ${hook}\n`);
    chmodSync(path.join(hooks, hook), 0o755);
  }
}

test("nothing that a repository names is run, and nothing in it is written", async () => {
  const repository = aRepository();
  const start = repository.head;
  repository.write(".gitattributes", "*.txt filter=trap diff=trap\n*.two filter=second.one\n");
  repository.write("b.two", "1\n");
  repository.commit("Attributes", during);
  const { program, ran } = aProgram();
  setTraps(repository, program);
  // Another time and the same content: git reads it, and would note that.
  for (const name of ["a.txt", "b.two"])
    utimesSync(path.join(repository.folder, name), before / 1_000, before / 1_000);
  repository.write("old-name.txt", "other\n");
  const index = path.join(repository.folder, ".git/index");
  const seen = statSync(index);
  const found = await observe(repository.folder);
  expect(ran()).toBe("");
  expect(statSync(index)).toMatchObject({ mtimeMs: seen.mtimeMs, ino: seen.ino });
  expect(comparable(found)).toMatchObject({ commitCount: 1, diff: { files: 2, added: 3 } });
  expect(found).toMatchObject({ startCommit: start });
  expect(found.uncommitted).toMatchObject({
    unstaged: 1,
    diff: { files: 1, added: 1, removed: 4 },
  });
});

test("nothing that a submodule names is run either", async () => {
  const outer = aRepository();
  outer.gitAt(before, "submodule", "--quiet", "add", aRepository().folder, "lib");
  outer.commit("With a submodule", before + minute);
  const inner = new GitRepository(path.join(outer.folder, "lib"), { init: false });
  const attributes = path.join(inner.git("rev-parse", "--absolute-git-dir"), "info/attributes");
  mkdirSync(path.dirname(attributes), { recursive: true });
  writeFileSync(attributes, "*.txt filter=trap\n");
  const { program, ran } = aProgram();
  setTraps(inner, program);
  inner.write("a.txt", "one\ntwo\nthree\n");
  await observe(outer.folder);
  expect(ran()).toBe("");
});

test("a driver whose name cannot be told to git leaves uncommitted work unknown", async () => {
  const repository = aRepository();
  const { program, ran } = aProgram();
  repository.write(".gitattributes", "*.txt filter=a=b\n");
  repository.commit("Attributes", during);
  repository.git("config", "filter.a=b.clean", program);
  repository.write("a.txt", "one\ntwo\nthree\n");
  const found = await observe(repository.folder);
  expect(ran()).toBe("");
  expect(found).toMatchObject({ commitCount: 1, uncommitted: null });
});

test("what a partial clone does not have is not fetched", async () => {
  const repository = aRepository();
  repository.git("config", "uploadpack.allowFilter", "true");
  repository.write("a.txt", "2\n");
  repository.commit("Second", before + minute);
  const place = new GitRepository(aFolder());
  const url = `file://${repository.folder}`;
  place.git("clone", "-q", "--no-checkout", "--filter=blob:none", url, "partial");
  const partial = new GitRepository(path.join(place.folder, "partial"), { init: false });
  const { program, ran } = aProgram();
  partial.git("config", "remote.origin.uploadpack", program);
  const start = { commit: repository.git("rev-parse", "HEAD~1") };
  const found = await observe(partial.folder, { start });
  expect(ran()).toBe("");
  expect(found).toMatchObject({ history: "straight", commitCount: 1, diff: null });
});

test("variables of a surrounding git command neither lead elsewhere nor run anything", async () => {
  const repository = aRepository();
  const other = aRepository();
  repository.write("a.txt", "2\n");
  repository.commit("Own", during);
  const { program, ran } = aProgram();
  const trace = path.join(aFolder(), "trace");
  const answer = await ask(
    repository.folder,
    {},
    {
      ...gitEnv,
      GIT_DIR: path.join(other.folder, ".git"),
      GIT_WORK_TREE: other.folder,
      GIT_INDEX_FILE: path.join(other.folder, ".git/index"),
      GIT_EXTERNAL_DIFF: program,
      GIT_PAGER: program,
      PAGER: program,
      GIT_SSH_COMMAND: program,
      GIT_TRACE: trace,
      GIT_TRACE2_EVENT: trace,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.fsmonitor",
      GIT_CONFIG_VALUE_0: program,
      GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${program}'`,
    },
  );
  expect(answer).toMatchObject({ observation: { endCommit: repository.head, commitCount: 1 } });
  expect([ran(), existsSync(trace)]).toEqual(["", false]);
});

test("an agent's own git at work is no hindrance, and is not hindered", async () => {
  const repository = aRepository();
  const lock = path.join(repository.folder, ".git/index.lock");
  writeFileSync(lock, "");
  repository.write("a.txt", "one\ntwo\nthree\n");
  repository.write("old-name.txt", "other\n");
  expect((await observe(repository.folder)).uncommitted).toMatchObject({ unstaged: 1 });
  expect(statSync(lock).size).toBe(0);
});

test("commits of another time than the clock's are counted, also from a far future", async () => {
  const repository = aRepository();
  repository.write("a.txt", "2\n");
  repository.commit("Tomorrow", now + 24 * 60 * minute);
  const atRest = { lastAt: now - minute };
  for (const span of [{}, atRest]) {
    const found = await observe(repository.folder, span);
    expect(found).toMatchObject({ commitCount: 1, endCommit: repository.head });
  }
  const raw = path.join(aFolder(), "commit");
  const who = "Ada <ada@example.com> 20000000000000 +0000";
  const tree = repository.git("rev-parse", "HEAD^{tree}");
  const lines = [`tree ${tree}`, `parent ${repository.head}`, `author ${who}`, `committer ${who}`];
  writeFileSync(raw, `${lines.join("\n")}\n\nVery late\n`);
  const late = repository.git("hash-object", "-t", "commit", "-w", "--literally", raw);
  repository.git("reset", "-q", late);
  expect(await observe(repository.folder)).toMatchObject({ commitCount: 2 });
});

test.skipIf(process.getuid?.() !== 0)("another owner's repository is none", async () => {
  const repository = aRepository();
  repository.git("config", "user.name", "Somebody");
  const { execFileSync } = await import("node:child_process");
  execFileSync("chown", ["-R", "65534:65534", repository.folder]);
  expect(await ask(repository.folder)).toEqual({ type: "none" });
});

test("a folder that goes away while git is asked tells nothing", async () => {
  const { folder } = aRepository();
  const asking = ask(folder);
  rmSync(folder, { recursive: true, force: true });
  expect(["unknown", "none"]).toContain((await asking).type);
});
