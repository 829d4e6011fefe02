import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ingestItem } from "#contract/ingest.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { isRun, isUsage, readItems } from "#test/support/open-logs.ts";
import { toolsOf } from "#test/unit/reporter-reading/support/log-folder.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";

const samples = corpusPath("fixtures/agent-sessions/stage0/agents/droid");

/** The samples have messages alone; each gets totals beside it. */
function sessions(): string {
  const root = aFolder();
  const folder = path.join(root, "sessions", "-tmp");
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(samples).filter((one) => one.startsWith("session_store"))) {
    cpSync(path.join(samples, name), path.join(folder, name));
    const totals = { model: "claude-opus-4-5", tokenUsage: { inputTokens: 7, outputTokens: 3 } };
    const settings = name.replace(".jsonl", ".settings.json");
    writeFileSync(path.join(folder, settings), JSON.stringify(totals));
  }
  return root;
}

describe.skipIf(!hasCorpus)("samples of Droid's sessions", () => {
  test("each has its run, its totals at its last message, and its tool calls", async () => {
    const items = await readItems({ FACTORY_DIR: sessions() });
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
    expect(items.filter(isRun).map(({ runId, version }) => [runId, version])).toEqual([
      ["session_store_large", "0.81.0"],
      ["session_store_schema_drift", null],
      ["session_store_small", "0.81.0"],
    ]);
    const times = items.filter(isUsage).map((item) => new Date(item.occurredAt).toISOString());
    expect(times).toEqual([
      "2025-12-26T00:10:06.000Z",
      "2025-12-26T00:00:01.000Z",
      "2025-12-26T23:50:02.000Z",
    ]);
    expect(toolsOf(items)).toEqual([
      {
        runId: "session_store_large",
        key: "session_store_large:tu1",
        name: "Execute",
        durationMs: 1_000,
        outcome: "ok",
      },
      {
        runId: "session_store_small",
        key: "session_store_small:tu1",
        name: "Execute",
        durationMs: 1_000,
        outcome: "failed",
      },
    ]);
  });
});
