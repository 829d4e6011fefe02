import { describe, expect, test } from "vitest";
import type { UsageItem } from "#contract/ingest.ts";
import type { ReadFor } from "#reporter/library/transcript.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { isUsage, readItems } from "#test/support/open-logs.ts";

const folders: Record<string, string>[] = [
  { CLAUDE_CONFIG_DIR: "claude" },
  { CODEX_HOME: "codex" },
  { CODEX_HOME: "codex-forks/archived-fork-33ce-3869/codex-home" },
  { CODEX_HOME: "codex-forks/missing-parent-siblings/codex-home" },
  { GEMINI_DATA_DIR: "gemini" },
];

/** `stint costs` passes over most of a log. What it finds is all that there is. */
describe.skipIf(!hasCorpus)("read for usage alone", () => {
  test.each(folders)("%o: every response is the same", async (folder) => {
    const [all, usage] = [await usageOf(folder, "everything"), await usageOf(folder, "usage")];
    expect(usage.length).toBe(all.length);
    for (const [at, item] of usage.entries()) expect(item).toEqual(all[at]);
  });
});

async function usageOf(folder: Record<string, string>, readFor: ReadFor): Promise<UsageItem[]> {
  const env = Object.fromEntries(
    Object.entries(folder).map(([name, value]) => [name, corpusPath(value)]),
  );
  const items = (await readItems(env, readFor)).filter(isUsage);
  return items.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
