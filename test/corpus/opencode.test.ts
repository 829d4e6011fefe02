import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type IngestItem, ingestItem } from "#contract/ingest.ts";
import { hasSamples, layCapture, samplesFolder } from "#test/support/capture-logs.ts";
import { isRun, isUsage, readItems } from "#test/support/open-logs.ts";
import { toolsOf } from "#test/unit/reporter-reading/support/log-folder.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";

if (!hasSamples)
  console.warn("\n*** ../shared/real-clients is absent: OpenCode's captures are SKIPPED. ***\n");

const served = z.object({
  messages: z.array(
    z.object({
      kind: z.string(),
      model: z.string(),
      usage: z.object({
        input: z.number(),
        output: z.number(),
        cache_read: z.number(),
        cache_5m: z.number(),
      }),
    }),
  ),
});

const captures = ["opencode-1.18.33/basic", "opencode-old/1.1.65"];

const sorted = (rows: unknown[][]) => rows.map((row) => row.join(" ")).toSorted();

const countsOf = (items: IngestItem[]) =>
  sorted(
    items
      .filter(isUsage)
      .map(({ model, input, output, cacheRead, cacheWrite5m }) => [
        model,
        input,
        output,
        cacheRead,
        cacheWrite5m,
      ]),
  );

describe.skipIf(!hasSamples)("OpenCode as it is", () => {
  test.each(captures)("%s: each message is what was served", async (sample) => {
    const text = readFileSync(path.join(samplesFolder, sample, "expected-usage.json"), "utf8");
    const items = await readItems(layCapture(sample, aFolder()));
    const turns = served.parse(JSON.parse(text)).messages.filter(({ kind }) => kind === "turn");
    expect(countsOf(items)).toEqual(
      sorted(
        turns.map(({ model, usage }) => [
          model,
          usage.input,
          usage.output,
          usage.cache_read,
          usage.cache_5m,
        ]),
      ),
    );
    expect(items.filter(isUsage).some(({ lowerBound }) => lowerBound)).toBe(false);
    expect(items.filter(isRun)).toHaveLength(3);
    expect(items.filter(isRun).filter(({ parentRunId }) => parentRunId)).toHaveLength(1);
    const tools = toolsOf(items);
    expect(tools).toHaveLength(11);
    expect(tools.filter(({ outcome }) => outcome === "failed").map(({ name }) => name)).toEqual(
      expect.arrayContaining(["bash", "grep"]),
    );
    expect(tools.filter(({ outcome }) => outcome === "ok")).toHaveLength(9);
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
  });
});
