import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ingestItem } from "#contract/ingest.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { columnsOf, isRun, isUsage, readItems } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";

const fixtures = corpusPath("fixtures/agent-sessions/stage0/agents/kimi");

const record = z.object({
  type: z.literal("usage.record"),
  usage: z.object({
    inputOther: z.number(),
    output: z.number(),
    inputCacheCreation: z.number(),
    inputCacheRead: z.number(),
  }),
});

/** What the records of a file add up to, and how many there are. */
function sumOf(file: string): number[] {
  const lines = readFileSync(path.join(fixtures, file), "utf8").split("\n").filter(Boolean);
  const sum = [0, 0, 0, 0, 0];
  for (const line of lines) {
    const found = record.safeParse(JSON.parse(line));
    const counts = found.success ? [...Object.values(found.data.usage), 1] : [];
    for (const [at, count] of counts.entries()) sum[at] = (sum[at] ?? 0) + count;
  }
  return sum;
}

describe.skipIf(!hasCorpus)("Kimi Code's session", () => {
  test("each run has what its records add up to", async () => {
    const home = aFolder();
    const session = path.join(home, "sessions/wd_project_ac3b/session_1");
    const copy = (from: string, to: string) =>
      cpSync(path.join(fixtures, from), path.join(session, to), { recursive: true });
    copy("assistant_tools.jsonl", "agents/main/wire.jsonl");
    copy("subagent_agent-0.jsonl", "agents/agent-0/wire.jsonl");
    copy("assistant_tools.state.json", "state.json");
    const items = await readItems({ KIMI_CODE_HOME: home });
    const usageOf = (run: string) => items.filter(isUsage).filter(({ runId }) => runId === run);
    expect(columnsOf(usageOf("session_1"))).toEqual(sumOf("assistant_tools.jsonl"));
    expect(columnsOf(usageOf("session_1:agent-0"))).toEqual(sumOf("subagent_agent-0.jsonl"));
    const models = new Set(items.filter(isUsage).map(({ model }) => model));
    expect([...models]).toEqual(["kimi-k2.7-code"]);
    const [agent] = items.filter(isRun).filter(({ parentRunId }) => parentRunId === "session_1");
    expect(agent).toMatchObject({ agentType: "explore", project: { name: "project" } });
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
  });
});
