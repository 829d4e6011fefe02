import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ingestItem, type UsageItem } from "#contract/ingest.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { isUsage, readItems } from "#test/support/open-logs.ts";

/** input without cached, cached, output, events */
const families: [string, number[]][] = [
  ["archived-fork-33ce-3869", [1_703_587, 13_549_696, 55_895, 155]],
  ["live-fork-4d90-52bf", [1_308_338, 25_383_936, 109_637, 194]],
  ["missing-parent-siblings", [1_706_314, 13_549_999, 55_958, 158]],
  ["harness-smoke", [15, 0, 2, 2]],
];

const truth = z.object({
  files: z.record(
    z.string(),
    z.object({ delta_sum: z.array(z.number()), events: z.number(), repeated_totals: z.number() }),
  ),
});

describe.skipIf(!hasCorpus)("the Codex corpus", () => {
  test("every total is right", async () => {
    const usage = await usageOf("codex");
    expect(columnsOf(usage)).toEqual([2_551_551, 70_597_632, 358_173, 1_040]);
    expect(usage.reduce((sum, item) => sum + item.reasoning, 0)).toBe(143_696);
  });

  test("every file is right", async () => {
    const byRun = Map.groupBy(await usageOf("codex"), (item) => item.runId);
    const text = readFileSync(corpusPath("truth/independent-codex.json"), "utf8");
    const { files } = truth.parse(JSON.parse(text));
    for (const [file, { delta_sum: sum, ...counted }] of Object.entries(files)) {
      const runId = path.basename(file, ".jsonl").slice(-36);
      const [input = 0, cached = 0, output = 0] = sum;
      const events = counted.events - counted.repeated_totals;
      const expected = [input - cached, cached, output, events];
      expect(columnsOf(byRun.get(runId) ?? []), file).toEqual(expected);
    }
  });

  test.each(families)("the forks of %s count once", async (family, expected) => {
    expect(columnsOf(await usageOf(`codex-forks/${family}/codex-home`))).toEqual(expected);
  });

  test("every item keeps to the contract", async () => {
    const items = await readItems({ CODEX_HOME: corpusPath("codex") });
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
  });
});

async function usageOf(folder: string): Promise<UsageItem[]> {
  return (await readItems({ CODEX_HOME: corpusPath(folder) })).filter(isUsage);
}

function columnsOf(usage: UsageItem[]): number[] {
  const sum = (count: (item: UsageItem) => number) =>
    usage.reduce((total, item) => total + count(item), 0);
  return [
    sum((item) => item.input),
    sum((item) => item.cacheRead),
    sum((item) => item.output),
    usage.length,
  ];
}
