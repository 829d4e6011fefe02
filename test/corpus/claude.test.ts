import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type IngestItem, ingestItem, type UsageItem } from "#contract/ingest.ts";
import { corpusPath, hasCorpus, readClaudeTruth } from "#test/support/corpus-truth.ts";
import { columnsOf, isRun, isUsage, readItems } from "#test/support/open-logs.ts";

describe.skipIf(!hasCorpus)("the Claude Code corpus", () => {
  let items: IngestItem[];
  let usage: UsageItem[];

  beforeAll(async () => {
    items = await readItems({ CLAUDE_CONFIG_DIR: corpusPath("claude") });
    usage = items.filter(isUsage);
  });

  test("every total is right", () => {
    const truth = readClaudeTruth();
    expect(columnsOf(usage)).toEqual(truth.total);
    const lowerBounds = usage.filter((item) => item.lowerBound).length;
    expect(lowerBounds).toBe(truth.messages_without_final_usage.messages);
    const cacheWrite1h = usage.reduce((sum, item) => sum + item.cacheWrite1h, 0);
    expect(cacheWrite1h).toBe(truth.cache_write_1h);
  });

  test("every model and every day is right", () => {
    const truth = readClaudeTruth();
    expect(groupColumns(usage, (item) => item.model ?? "")).toEqual(truth.by_model);
    expect(groupColumns(usage, dayOf)).toEqual(truth.by_day_utc);
  });

  test("every session is right, forks counted once", () => {
    const roots = new Map(items.filter(isRun).map((run) => [run.runId, run.rootRunId]));
    const found = groupColumns(usage, (item) => sessionOf(item, roots));
    expect(found).toEqual(readClaudeTruth().by_session);
  });

  test("every item keeps to the contract, and keys are unique", () => {
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
    expect(new Set(usage.map((item) => item.key)).size).toBe(usage.length);
    expect(JSON.stringify(items)).not.toContain("/Users/");
  });
});

const dayOf = (item: UsageItem) => new Date(item.occurredAt).toISOString().slice(0, 10);

/** The truth names sessions by file: the two files that lie beside their sessions are entries of their own. */
function sessionOf(item: UsageItem, roots: Map<string, string>): string {
  const agent = /\/(test-hash-\d+)$/.exec(item.runId)?.[1];
  return agent ? `agent-${agent}` : (roots.get(item.runId) ?? item.runId);
}

function groupColumns(usage: UsageItem[], keyOf: (item: UsageItem) => string) {
  const groups = Map.groupBy(usage, keyOf);
  return Object.fromEntries([...groups].map(([key, group]) => [key, columnsOf(group)]));
}

const script = path.resolve("../shared/tools/micro_cases.py");
const hasPython = hasCorpus && canRun("python3");

type Expected = Record<
  | "input"
  | "output"
  | "cacheWrite5m"
  | "cacheWrite1h"
  | "cacheRead"
  | "events"
  | "lowerBoundEvents",
  number
> & { why: string };

describe.skipIf(!hasPython)("awkward but valid logs", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stint-micro-"));
  if (hasPython) execFileSync("python3", [script, folder]);
  afterAll(() => rmSync(folder, { recursive: true }));
  const cases: Record<string, Expected> = hasPython
    ? JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8"))
    : {};

  test("there are 51 of them", () => expect(Object.keys(cases)).toHaveLength(51));

  const both = Object.entries(cases).flatMap(([name, expected]) =>
    (["everything", "usage"] as const).map((readFor) => ({ name, readFor, expected })),
  );

  test.each(both)("$name, read for $readFor", async ({ name, readFor, expected }) => {
    const items = await readItems({ CLAUDE_CONFIG_DIR: path.join(folder, name) }, readFor);
    const usage = items.filter(isUsage);
    const sum = (count: (item: UsageItem) => number) =>
      usage.reduce((total, item) => total + count(item), 0);
    // The case also says why, in words.
    expect(expected).toMatchObject({
      input: sum((item) => item.input),
      output: sum((item) => item.output),
      cacheWrite5m: sum((item) => item.cacheWrite5m),
      cacheWrite1h: sum((item) => item.cacheWrite1h),
      cacheRead: sum((item) => item.cacheRead),
      events: usage.length,
      lowerBoundEvents: sum((item) => Number(item.lowerBound)),
    });
  });
});

function canRun(command: string): boolean {
  try {
    execFileSync(command, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    console.warn(`\n*** ${command} is absent: the awkward cases are SKIPPED. ***\n`);
    return false;
  }
}
