import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type IngestItem, ingestItem, type UsageItem } from "#contract/ingest.ts";
import { isRun, isUsage, readItems } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";

const samples = path.resolve(import.meta.dirname, "../../../shared/real-clients/samples");
const hasSamples = existsSync(samples);

if (!hasSamples)
  console.warn(
    "\n*** ../shared/real-clients is absent: the real clients' captures are SKIPPED. ***\n",
  );

const usage = z.object({
  input: z.number(),
  output: z.number(),
  cache_read: z.number(),
  cache_5m: z.number(),
  cache_1h: z.number(),
  reasoning: z.number(),
  web_search: z.number(),
});

/** What the scripted server served while a real client wrote the logs. */
const served = z.object({
  messages: z.array(
    z.object({
      message_id: z.string(),
      model: z.string(),
      session: z.string().nullable(),
      kind: z.enum(["turn", "past-end", "compact", "aux"]),
      usage,
    }),
  ),
});

type Served = z.infer<typeof served>["messages"][number];

const inTranscript = ({ kind }: Served) => kind === "turn" || kind === "past-end";

const read = (sample: string) => {
  const text = readFileSync(path.join(samples, sample, "expected-usage.json"), "utf8");
  return served.parse(JSON.parse(text)).messages;
};

const samplesOf = (...clients: string[]) =>
  clients.flatMap((client) =>
    (hasSamples ? readdirSync(path.join(samples, client)) : [])
      .map((name) => `${client}/${name}`)
      .filter((sample) => existsSync(path.join(samples, sample, "expected-usage.json"))),
  );

const claudeSamples = samplesOf("claude-2.1.329", "claude-old");
/** The version whose forks say what they copied. */
const markedSamples = samplesOf("claude-2.1.329");
const codexSamples = samplesOf("codex-0.169.0", "codex-old");

/** What `/model` asks of a model to see that it is there, which the client counts nowhere. */
const untold = new Set(["msg_01dps9ppsOCLDC5y8l36V14R"]);

/** The captures are trimmed of the client's own folders: here its logs stand where the client has them. */
function logsOf(sample: string, name: string): string {
  const home = aFolder();
  const kept = path.join(samples, sample, "sessions");
  cpSync(existsSync(kept) ? kept : path.join(samples, sample), path.join(home, name), {
    recursive: true,
  });
  return home;
}

function filesOf(home: string): Map<string, string> {
  const names = readdirSync(home, { recursive: true, encoding: "utf8" });
  const logs = names.filter((name) => name.endsWith(".jsonl"));
  return new Map(
    logs.map((name) => [
      path.basename(name, ".jsonl"),
      readFileSync(path.join(home, name), "utf8"),
    ]),
  );
}

const countsOf = (item: UsageItem) => ({
  input: item.input,
  output: item.output,
  cache_read: item.cacheRead,
  cache_5m: item.cacheWrite5m,
  cache_1h: item.cacheWrite1h,
  reasoning: item.reasoning,
  web_search: item.webSearches,
});

type Counts = z.infer<typeof usage>;

/** Sums by group, without groups that come to nothing. */
function sumsOf<T>(list: T[], groupOf: (one: T) => string, countsOfOne: (one: T) => Counts) {
  const sums: Record<string, number[]> = {};
  for (const one of list) {
    const { reasoning: _, ...counts } = countsOfOne(one);
    const sum = (sums[groupOf(one)] ??= [0, 0, 0, 0, 0, 0]);
    for (const [at, count] of Object.values(counts).entries()) sum[at] = (sum[at] ?? 0) + count;
  }
  return sums;
}

const rootsOf = (items: IngestItem[]) =>
  new Map(items.filter(isRun).map((run) => [run.runId, run.rootRunId]));

describe.skipIf(!hasSamples)("Claude Code as it is", () => {
  test("there are captures of it", () => expect(claudeSamples.length).toBeGreaterThan(10));

  test.each(claudeSamples)("%s: each message is what was served", async (sample) => {
    const home = logsOf(sample, "projects");
    const items = await readItems({ CLAUDE_CONFIG_DIR: home });
    const files = filesOf(home);
    const messages = read(sample).filter(
      (message) => inTranscript(message) && (!message.session || files.has(message.session)),
    );
    const found = items.filter(isUsage).filter((item) => !item.auxiliary);
    const byKey = new Map(found.map((item) => [item.key.replace("claude-code:", ""), item]));
    expect([...byKey.keys()].toSorted()).toEqual(messages.map((one) => one.message_id).toSorted());
    for (const message of messages) expectServed(byKey.get(message.message_id), message);
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
  });

  test.each(claudeSamples)("%s: what stands on no line is what was served", async (sample) => {
    const home = logsOf(sample, "projects");
    const items = await readItems({ CLAUDE_CONFIG_DIR: home });
    const files = filesOf(home);
    const rest = read(sample).filter(
      (message) =>
        !inTranscript(message) &&
        !untold.has(message.message_id) &&
        files.get(message.session ?? "")?.includes('"cost-state"'),
    );
    const auxiliary = items.filter(isUsage).filter((item) => item.auxiliary);
    expect(sumsOf(auxiliary, (item) => `${item.runId} ${item.model}`, countsOf)).toEqual(
      sumsOf(
        rest,
        (message) => `${message.session} ${message.model}`,
        (message) => message.usage,
      ),
    );
  });

  test.each(markedSamples)("%s: each message is in its session", async (sample) => {
    const home = logsOf(sample, "projects");
    const items = await readItems({ CLAUDE_CONFIG_DIR: home });
    const roots = rootsOf(items);
    const sessions = new Map(read(sample).map((one) => [one.message_id, one.session]));
    for (const item of items.filter(isUsage).filter((one) => !one.auxiliary)) {
      const session = sessions.get(item.key.replace("claude-code:", ""));
      expect(roots.get(item.runId), item.key).toBe(session);
    }
  });

  test("requests for titles are known from the session's totals", async () => {
    const home = logsOf("claude-title", "projects");
    const items = (await readItems({ CLAUDE_CONFIG_DIR: home })).filter(isUsage);
    const sums = sumsOf(items, (item) => (item.auxiliary ? "beside" : "on lines"), countsOf);
    expect(sums).toEqual({
      "on lines": [87, 365, 10_310, 0, 12_530, 0],
      beside: [1_022, 206, 0, 0, 0, 0],
    });
  });
});

/** A line whose message never ended has a lower bound of the output, and no searches. */
function expectServed(item: UsageItem | undefined, { usage: counts, model, message_id }: Served) {
  if (!item) throw new Error(`${message_id} is missing`);
  expect(item.model).toBe(model);
  const { output, reasoning: _, web_search: searches, ...exact } = countsOf(item);
  expect(counts, message_id).toMatchObject(exact);
  if (item.lowerBound) {
    expect(output).toBeLessThanOrEqual(counts.output);
    expect(searches).toBeLessThanOrEqual(counts.web_search);
  } else {
    expect([output, searches], message_id).toEqual([counts.output, counts.web_search]);
  }
}

describe.skipIf(!hasSamples)("Codex as it is", () => {
  test("there are captures of it", () => expect(codexSamples.length).toBeGreaterThan(5));

  test.each(codexSamples)("%s: each session is what was served", async (sample) => {
    const items = await readItems({ CODEX_HOME: logsOf(sample, "sessions") });
    const roots = rootsOf(items);
    const messages = read(sample);
    const found = items.filter(isUsage);
    expect(found).toHaveLength(messages.length);
    expect(sumsOf(found, (item) => `${roots.get(item.runId)} ${item.model}`, countsOf)).toEqual(
      sumsOf(
        messages,
        (message) => `${message.session} ${message.model}`,
        (message) => message.usage,
      ),
    );
    const reasoning = messages.reduce((sum, message) => sum + message.usage.reasoning, 0);
    expect(found.reduce((sum, item) => sum + item.reasoning, 0)).toBe(reasoning);
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
  });
});
