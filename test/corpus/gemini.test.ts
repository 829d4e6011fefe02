import { cpSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ingestItem, type UsageItem } from "#contract/ingest.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { columnsOf, isRun, isUsage, readItems } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";

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

const samples = path.resolve(import.meta.dirname, "../../../shared/real-clients/samples");
const hasSamples = existsSync(samples);

if (!hasSamples)
  console.warn(
    "\n*** ../shared/real-clients is absent: the real Gemini CLI's captures are SKIPPED. ***\n",
  );

/** What the scripted server served, thoughts beside the output; its ids are not in the logs. */
const served = z.object({
  messages: z.array(
    z.object({
      model: z.string(),
      scn: z.string(),
      usage: z.object({
        input: z.number(),
        output: z.number(),
        cache_read: z.number(),
        reasoning: z.number(),
      }),
    }),
  ),
});

const servedIn = (sample: string) =>
  served
    .parse(JSON.parse(readFileSync(path.join(samples, sample, "expected-usage.json"), "utf8")))
    .messages.map(({ model, scn, usage }) => {
      const { input, output, cache_read, reasoning } = usage;
      return {
        isSubagent: scn === "sub",
        text: [model, input, output + reasoning, cache_read, reasoning].join(" "),
      };
    });

const toldOf = ({ model, input, output, cacheRead, reasoning }: UsageItem) =>
  [model, input, output, cacheRead, reasoning].join(" ");

/** The captures are trimmed of the client's own folders: here its logs stand where the client has them. */
function readCapture(from: string, to: string) {
  const home = aFolder();
  cpSync(path.join(samples, from), path.join(home, "tmp", to), { recursive: true });
  return readItems({ GEMINI_DATA_DIR: home });
}

describe.skipIf(!hasSamples)("Gemini CLI as it is", () => {
  test.each(["gemini-0.61.0/basic", "gemini-0.61.0/slow"])(
    "%s: each message is what was served, in its run",
    async (sample) => {
      const items = await readCapture(`${sample}/sessions`, "");
      const runs = items.filter(isRun);
      const [main] = runs.filter(({ parentRunId }) => parentRunId === null);
      const [agent] = runs.filter(({ parentRunId }) => parentRunId !== null);
      expect(runs).toHaveLength(2);
      expect(agent).toMatchObject({ rootRunId: main?.runId, agentType: "generalist" });
      for (const isSubagent of [false, true]) {
        const run = isSubagent ? agent : main;
        const found = items.filter(isUsage).filter(({ runId }) => runId === run?.runId);
        const expected = servedIn(sample).filter((one) => one.isSubagent === isSubagent);
        expect(found.map(toldOf).toSorted()).toEqual(expected.map(({ text }) => text).toSorted());
        expect(found.filter(({ lowerBound }) => lowerBound)).toEqual([]);
      }
      for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
    },
  );

  test("gemini-0.61.0/basic: each tool call ended as it did", async () => {
    const items = await readCapture("gemini-0.61.0/basic/sessions", "");
    const tools = items.filter((item) => item.type === "tool");
    expect(tools.map(({ name, outcome }) => `${name} ${outcome}`).toSorted()).toEqual([
      "complete_task ok",
      "grep_search ok",
      "invoke_agent ok",
      "mcp_fake_echo ok",
      "read_file ok",
      "replace ok",
      "run_shell_command failed",
      "run_shell_command ok",
      "run_shell_command ok",
      "run_shell_command ok",
      "write_file ok",
    ]);
  });

  test("gemini-old/0.24.0: what was served and is missing is flagged where it was lost", async () => {
    const sample = "gemini-old/0.24.0";
    const usage = (await readCapture(sample, "p/chats")).filter(isUsage);
    const expected = servedIn(sample).map(({ text }) => text);
    const found = usage.map(toldOf);
    expect(expected).toEqual(expect.arrayContaining(found));
    // Three turns that only called tools are in no line; they followed two messages.
    expect(expected.length - found.length).toBe(3);
    const flagged = usage.filter(({ lowerBound }) => lowerBound);
    expect(flagged.map(({ output }) => output)).toEqual([87, 43]);
  });
});
