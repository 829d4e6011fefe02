import { describe, expect, test } from "vitest";
import { ingestItem } from "#contract/ingest.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { columnsOf, isUsage, readItems } from "#test/support/open-logs.ts";

describe.skipIf(!hasCorpus)("the Gemini CLI corpus", () => {
  test("every total is right", async () => {
    const items = await readItems({ GEMINI_DATA_DIR: corpusPath("gemini") });
    const usage = items.filter(isUsage);
    expect(columnsOf(usage)).toEqual([43_497, 2_267, 0, 161_019, 17]);
    expect(usage.reduce((sum, item) => sum + item.reasoning, 0)).toBe(1_447);
    // One turn only called a tool, whose counts that version loses.
    expect(usage.filter((item) => item.lowerBound)).toHaveLength(1);
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
  });
});
