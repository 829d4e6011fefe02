import path from "node:path";
import { expect, test } from "vitest";
import { plainText, terminalText } from "#reporter/output/plain-text.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { runStint } from "./support/run-stint.ts";
import { aFolder } from "./support/temporary-folder.ts";

/** What a name could do to a terminal: its title, its clipboard, its colours, lines above, the direction of text. */
const hostile = [
  "\u001B]0;owned\u0007",
  "\u001B]52;c;ZXZpbA==\u001B\\",
  "\u001B[31m",
  "\u001B[2J",
  "\u001B[1A\r",
  "\u009B31m",
  "\u0000\u0008\u007F",
  "\u2028",
  "\u202E",
];

test.each(hostile)("%j does nothing, as a name or in a text", (text) => {
  // oxlint-disable-next-line no-control-regex -- it is what is looked for
  const acts = /[\u0000-\u001F\u007F-\u009F\u2028\u202E]/;
  expect(plainText(`a${text}b`)).not.toMatch(acts);
  expect(terminalText(`a${text}b`)).not.toMatch(acts);
});

test("what the program itself writes reaches the terminal", () => {
  const own = "\r\u001B[K\u001B[1mHead\u001B[22m\n\u001B[2mpart\u001B[0m\tGrößer ≥ 日本\n";
  expect(terminalText(own)).toBe(own);
  expect(terminalText("name\r\u001B[Kanother")).toBe("name[Kanother");
});

test("a model and a project of a hostile log stay on their lines", async () => {
  const home = aFolder();
  const claude = path.join(home, "claude");
  const cwd = "/srv/x\nTotal  $0.00\u001B[2J";
  aClaudeLog(claude, { cwd, model: "evil\u001B]0;owned\u0007\nmodel" }).append(10);
  const env = { HOME: home, STINT_HOME: path.join(home, "state"), CLAUDE_CONFIG_DIR: claude };
  const { out } = await runStint(["costs", "project", "--breakdown"], env);
  expect(out).toContain("xTotal  $0.00[2J");
  expect(out).toContain("evil]0;ownedmodel");
  expect(out.trimEnd().split("\n")).toHaveLength(8);
  expect(out).not.toContain("\u001B");
});
