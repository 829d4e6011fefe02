import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type ErrorItem, type IngestItem, ingestItem, type ToolItem } from "#contract/ingest.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { readItems } from "#test/support/open-logs.ts";

/** Every object of every line, read without the reporter. */
function* linesOf(folder: string): Generator<string> {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".jsonl")) continue;
    yield* readFileSync(path.join(folder, name), "utf8").split("\n");
  }
}

const isTool = (item: IngestItem): item is ToolItem => item.type === "tool";
const isError = (item: IngestItem): item is ErrorItem => item.type === "error";

/** Keys of the calls whose line matches, found by text alone. */
function idsIn(lines: string[], form: RegExp): Set<string> {
  return new Set(lines.flatMap((line) => [...line.matchAll(form)].map(([, id]) => id ?? "")));
}

const keysWhere = (tools: ToolItem[], is: (tool: ToolItem) => boolean) =>
  tools.filter(is).map(({ key }) => key);

describe.skipIf(!hasCorpus)("Claude Code's calls and errors", () => {
  let lines: string[];
  let tools: ToolItem[];
  let errors: ErrorItem[];

  beforeAll(async () => {
    lines = [...linesOf(corpusPath("claude"))].filter((line) => !line.includes('"agent_progress"'));
    const items = await readItems({ CLAUDE_CONFIG_DIR: corpusPath("claude") });
    tools = items.filter(isTool);
    errors = items.filter(isError);
    for (const item of [...tools, ...errors])
      expect(ingestItem.safeParse(item).error).toBeUndefined();
  });

  test.each([
    ["git status", "git status"],
    ["git commit", "git commit"],
    ["go test", "go test"],
    ["ls", "ls"],
    ["rg", "rg"],
  ])("lines that begin with %s have its verb, as often as the text says", (begin, verb) => {
    const form = new RegExp(
      `"id":"(toolu_\\w+)","name":"Bash","input":\\{"command":"${begin}(?=[ "\\\\])`,
      "g",
    );
    const found = idsIn(lines, form);
    const byKey = new Map(tools.map((tool) => [tool.key, tool.verb]));
    const known = [...found].filter((id) => byKey.has(id));
    expect(known.map((id) => byKey.get(id))).toEqual(known.map(() => verb));
    expect(known.length).toBeGreaterThanOrEqual(found.size * 0.9);
  });

  test("what fails with an exit code has it, and nothing else does", () => {
    const form =
      /"type":"tool_result","content":"Exit code (\d+)[^}]{0,200000}?"is_error":true,"tool_use_id":"(\w+)"/g;
    const other = /"tool_use_id":"(\w+)","type":"tool_result","content":"Exit code (\d+)/g;
    const told = new Map<string, number>();
    for (const line of lines) {
      for (const [, code, id] of line.matchAll(form)) told.set(id ?? "", Number(code));
      for (const [, id, code] of line.matchAll(other)) told.set(id ?? "", Number(code));
    }
    const coded = tools.filter(({ errorKind }) => errorKind === "exit_code");
    expect(coded.length).toBeGreaterThan(100);
    for (const { key, exitCode } of coded) if (told.has(key)) expect(exitCode).toBe(told.get(key));
    const seen = coded.filter(({ key }) => told.has(key)).length;
    expect(seen).toBeGreaterThan(coded.length * 0.5);
  });

  test("calls that remove files or discard commits are destructive", () => {
    const form =
      /"id":"(toolu_\w+)","name":"Bash","input":\{"command":"(?:rm |git reset --hard|git push --force)/g;
    const found = idsIn(lines, form);
    const marked = new Set(keysWhere(tools, ({ destructive }) => destructive));
    const known = [...found].filter((id) => tools.some(({ key }) => key === id));
    expect(known.length).toBeGreaterThan(5);
    expect(known.filter((id) => !marked.has(id))).toEqual([]);
    expect(marked.size).toBeLessThan(100);
  });

  test("each failed answer is one error", () => {
    const answers = lines.filter((line) => line.includes('"isApiErrorMessage":true'));
    const ids = new Set(answers.map((line) => JSON.parse(line).uuid));
    expect(errors.map(({ key }) => key.replace("claude-code:error:", "")).toSorted()).toEqual(
      [...ids].toSorted(),
    );
    expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(["authentication"]));
  });

  test("only what failed has a reason, and all of it has one", () => {
    for (const { key, outcome, errorKind } of tools) {
      const hasFailed = outcome === "failed" || outcome === "rejected";
      expect(errorKind !== null, key).toBe(hasFailed);
    }
  });

  test("nothing of the command lines is in any item", () => {
    const text = JSON.stringify([tools, errors]);
    expect(text).not.toMatch(/\/Users\/|--[a-z]|&&|\$\(|issue-orchestrator/);
  });
});

describe.skipIf(!hasCorpus)("Codex's calls and errors", () => {
  test("are as the text of the logs says", async () => {
    const folder = corpusPath("codex");
    const lines = [...linesOf(folder)];
    const items = await readItems({ CODEX_HOME: folder });
    const tools = items.filter(isTool);
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();

    const calls = lines.filter((line) => line.includes('"type":"function_call"'));
    const status = calls.filter((line) => line.includes('"{\\"cmd\\":\\"git status'));
    const ids = idsIn(status, /"call_id":"(\w+)"/g);
    const verbs = tools.filter(({ key }) => ids.has(key)).map(({ verb }) => verb);
    expect(ids.size).toBeGreaterThan(50);
    expect(new Set(verbs)).toEqual(new Set(["git status"]));

    const ends = lines.filter((line) => line.includes('"exec_command_end"'));
    const codes = new Map(
      ends.map((line) => JSON.parse(line).payload).map((end) => [end.call_id, end.exit_code]),
    );
    for (const { key, outcome, exitCode } of tools) {
      const code = codes.get(key);
      if (code === undefined) continue;
      expect([key, outcome === "ok"]).toEqual([key, code === 0]);
      if (outcome === "failed") expect(exitCode).toBe(code);
    }
    const aborted = lines.filter((line) => line.includes('"turn_aborted"'));
    const turns = new Set(aborted.map((line) => JSON.parse(line).payload.turn_id ?? line));
    expect(items.filter(isError).map(({ kind }) => kind)).toEqual(
      [...turns].map(() => "cancelled"),
    );
    expect(JSON.stringify(items.filter(isTool))).not.toMatch(/\/Users\/|--[a-z]|&&/);
  });
});
