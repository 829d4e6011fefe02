import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { run as init } from "#reporter/commands/init.ts";
import { anIo, type TestIo } from "../reporter/support/command-io.ts";
import { aHome } from "../reporter/support/run-stint.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";

/** A machine without a login, and the agents' settings on it. */
function aMachine(answer?: (question: string) => boolean) {
  const env = aHome(aFolder());
  const place = (variable: string, name: string) => path.join(env[variable] ?? "", name);
  const files = {
    claude: place("CLAUDE_CONFIG_DIR", "settings.json"),
    codex: place("CODEX_HOME", "hooks.json"),
    codexConfig: place("CODEX_HOME", "config.toml"),
    gemini: place("GEMINI_DATA_DIR", "settings.json"),
  };
  const said: string[] = [];
  const io: TestIo = {
    ...anIo(env),
    confirm: answer
      ? async (question) => {
          said.push(question);
          return answer(question);
        }
      : null,
  };
  return { env, files, io, said, init: (...words: string[]) => init(["--no-login", ...words], io) };
}

const hook = (runtime: string) =>
  `'/opt/node/bin/node' '/opt/stint/bin.js' hook ${runtime} || true`;
const textIn = (file: string) => readFileSync(file, "utf8");

const others = `{
    // The user's own, with four spaces.
    "model": "opus",
    "hooks": {
        "Stop": [
            { "hooks": [{ "type": "command", "command": "say done" }] }
        ],
    },
    "unknown": { "kept": [1,2,   3] }
}
`;

test("with --yes hooks and status line are added to what is there, and undone byte for byte", async () => {
  const { files, io, init: run } = aMachine();
  writeFileSync(files.claude, others);
  chmodSync(files.claude, 0o640);
  writeFileSync(files.codexConfig, 'model = "gpt-5"\n\n[tui]\nnotify = true\n');
  expect(await run("--yes")).toBe(0);

  const claude = textIn(files.claude);
  expect(claude).toContain("// The user's own, with four spaces.");
  expect(claude).toContain('"unknown": { "kept": [1,2,   3] }');
  expect(statSync(files.claude).mode & 0o777).toBe(0o640);
  const { hooks, statusLine } = parsedLoosely(claude);
  expect(Object.keys(hooks).toSorted()).toEqual([
    "Notification",
    "SessionEnd",
    "SessionStart",
    "Stop",
    "SubagentStop",
    "UserPromptSubmit",
  ]);
  expect(hooks.Stop).toEqual([
    { hooks: [{ type: "command", command: "say done" }] },
    { hooks: [{ type: "command", command: hook("claude-code"), timeout: 5 }] },
  ]);
  expect(statusLine.command).toBe("'/opt/node/bin/node' '/opt/stint/bin.js' statusline || true");
  expect(textIn(files.codexConfig)).toBe(
    'notify = ["/opt/node/bin/node", "/opt/stint/bin.js", "hook", "codex"]\n' +
      'model = "gpt-5"\n\n[tui]\nnotify = true\n',
  );
  expect(parsedLoosely(textIn(files.codex)).hooks.SessionEnd[0].hooks[0].command).toBe(
    hook("codex"),
  );
  expect(parsedLoosely(textIn(files.gemini)).hooks.BeforeAgent[0].matcher).toBe("*");
  // The exact change was shown.
  expect(io.out()).toContain(
    `+                        "command": ${JSON.stringify(hook("claude-code"))}`,
  );

  const written = Object.values(files).map(textIn);
  expect(await run("--yes")).toBe(0);
  expect(Object.values(files).map(textIn)).toEqual(written);

  expect(await run("--undo")).toBe(0);
  expect(textIn(files.claude)).toBe(others);
  expect(statSync(files.claude).mode & 0o777).toBe(0o640);
  expect(textIn(files.codexConfig)).toBe('model = "gpt-5"\n\n[tui]\nnotify = true\n');
  expect([files.codex, files.gemini].filter(existsSync)).toEqual([]);
  expect(await run("--undo")).toBe(0);
  expect(io.out()).toContain("Nothing of init's is set up.");
});

test("from files that were edited since, our entries alone are taken out", async () => {
  const { files, init: run } = aMachine();
  writeFileSync(files.claude, others);
  await run("--yes");
  writeFileSync(files.claude, textIn(files.claude).replace('"opus"', '"sonnet"'));
  writeFileSync(
    files.gemini,
    textIn(files.gemini).replace('"hooks": {', '"theme": "dark",\n  "hooks": {'),
  );
  writeFileSync(files.codexConfig, `${textIn(files.codexConfig)}model = "other"\n`);
  expect(await run("--undo")).toBe(0);
  expect(parsedLoosely(textIn(files.claude))).toEqual(
    parsedLoosely(others.replace('"opus"', '"sonnet"')),
  );
  expect(textIn(files.claude)).toContain("// The user's own, with four spaces.");
  expect(parsedLoosely(textIn(files.gemini))).toEqual({ theme: "dark" });
  expect(textIn(files.codexConfig)).toBe('model = "other"\n');
});

test("what cannot be taken out is said, kept in mind, and taken out once it can be", async () => {
  const { files, io, init: run } = aMachine();
  writeFileSync(files.claude, others);
  await run("--yes", "--no-statusline");
  const good = textIn(files.claude);
  writeFileSync(files.claude, `${good} and garbage`);
  expect(await run("--undo")).toBe(1);
  expect(io.err()).toContain(`Not taken out: hooks in ${files.claude}`);
  expect(existsSync(files.gemini)).toBe(false);
  writeFileSync(files.claude, good);
  expect(await run("--undo")).toBe(0);
  expect(textIn(files.claude)).toBe(others);
});

test("without a terminal nothing is asked or written; a person is asked for each", async () => {
  const silent = aMachine();
  writeFileSync(silent.files.claude, others);
  expect(await silent.init()).toBe(0);
  expect(textIn(silent.files.claude)).toBe(others);
  expect(existsSync(silent.files.codex)).toBe(false);
  expect(silent.io.out()).toContain("`stint init --yes` does");

  const asked = aMachine((question) => question.includes("status line"));
  expect(await asked.init()).toBe(0);
  expect(asked.said).toHaveLength(5);
  expect(Object.keys(parsedLoosely(textIn(asked.files.claude)))).toEqual(["statusLine"]);
  expect(existsSync(asked.files.codexConfig)).toBe(false);

  const narrowed = aMachine();
  await narrowed.init("--yes", "--no-hooks");
  expect(Object.keys(parsedLoosely(textIn(narrowed.files.claude)))).toEqual(["statusLine"]);
  expect(existsSync(narrowed.files.gemini)).toBe(false);
});

const otherLine = '{\n\t"statusLine": { "type": "command", "command": "my-line" }\n}\n';

test("another's status line is replaced by a person's yes alone, and comes back", async () => {
  const yes = aMachine();
  writeFileSync(yes.files.claude, otherLine);
  await yes.init("--yes", "--no-hooks");
  expect(textIn(yes.files.claude)).toBe(otherLine);

  const person = aMachine(() => true);
  writeFileSync(person.files.claude, otherLine);
  await person.init("--no-hooks");
  expect(person.said).toEqual([expect.stringContaining("It replaces the one above.")]);
  expect(parsedLoosely(textIn(person.files.claude)).statusLine.command).toContain("statusline");
  writeFileSync(person.files.claude, textIn(person.files.claude).replace("{", '{ "a": 1,'));
  await person.init("--undo");
  expect(parsedLoosely(textIn(person.files.claude))).toEqual({
    a: 1,
    statusLine: { type: "command", command: "my-line" },
  });
});

test("a link to settings is followed and stays a link; what is no JSON is left alone", async () => {
  const { env, files, io, init: run } = aMachine();
  const real = path.join(env["HOME"] ?? "", "dotfiles.json");
  writeFileSync(real, "\uFEFF{}\r\n");
  symlinkSync(real, files.claude);
  writeFileSync(files.gemini, "{ not json");
  expect(await run("--yes")).toBe(0);
  expect(lstatSync(files.claude).isSymbolicLink()).toBe(true);
  expect(textIn(real)).toContain("statusline");
  expect(textIn(real)).toMatch(/^\uFEFF/);
  expect(textIn(files.gemini)).toBe("{ not json");
  expect(io.err()).toContain(files.gemini);
  await run("--undo");
  expect(textIn(real)).toBe("\uFEFF{}\r\n");
});

test("another program that Codex notifies stays", async () => {
  const { files, io, init: run } = aMachine();
  writeFileSync(files.codexConfig, 'notify = [\n  "mine",\n]\n');
  await run("--yes");
  expect(textIn(files.codexConfig)).toBe('notify = [\n  "mine",\n]\n');
  expect(io.err()).toContain("can be one alone");
});

test("a newer installation takes the place of an older one", async () => {
  const { files, io, init: run } = aMachine();
  await run("--yes");
  const before = textIn(files.claude);
  io.program = { node: "/new/node", script: "/new/stint/bin.js" };
  await run("--yes");
  expect(textIn(files.claude)).toBe(
    before.replaceAll("/opt/node/bin/node", "/new/node").replaceAll("/opt/stint", "/new/stint"),
  );
  await run("--undo");
  expect(existsSync(files.claude)).toBe(false);
});

test("an agent that is not there is offered nothing, and a copy in npx's cache sets nothing up", async () => {
  const { env, files, io, init: run } = aMachine();
  rmSync(env["GEMINI_DATA_DIR"] ?? "", { recursive: true });
  await run("--yes");
  expect(existsSync(files.gemini)).toBe(false);
  const other = aMachine();
  other.io.program = { node: "/n", script: "/home/a/.npm/_npx/1/node_modules/stint/bin.js" };
  mkdirSync(path.dirname(other.files.claude), { recursive: true });
  await other.init("--yes");
  expect(existsSync(other.files.claude)).toBe(false);
  expect(other.io.out()).toContain("npm install --global stint");
  expect(io.out()).not.toContain("npx's cache");
});

/** Our own writing is plain JSON; the samples have comments and a trailing comma. */
function parsedLoosely(text: string) {
  const plain = text
    .replace("\uFEFF", "")
    .replaceAll(/^\s*\/\/.*$/gm, "")
    .replaceAll(/,(\s*[}\]])/g, "$1");
  return JSON.parse(plain);
}
