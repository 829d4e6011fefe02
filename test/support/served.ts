import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

export const realClientsFolder = path.resolve(import.meta.dirname, "../../../shared/real-clients");

const usage = z.object({
  input: z.number(),
  output: z.number(),
  cache_5m: z.number(),
  cache_1h: z.number(),
  cache_read: z.number(),
  reasoning: z.number(),
  web_search: z.number(),
});

const truth = z.object({
  about: z.object({ client: z.string(), scenario: z.string() }),
  messages: z.array(
    z.object({
      model: z.string(),
      session: z.string().nullable(),
      kind: z.enum(["turn", "past-end", "compact", "aux"]),
      scn: z.string().nullable(),
      turn: z.number().optional(),
      usage,
    }),
  ),
});

const turn = z.object({ tool_uses: z.array(z.unknown()).optional() });
const script = z.object({ agents: z.record(z.string(), z.object({ turns: z.array(turn) })) });

export const countNames = [
  "input",
  "output",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
  "reasoning",
  "webSearches",
] as const;
export type Counts = Record<(typeof countNames)[number], number>;

/** One answer of the scripted server. */
export type Served = {
  /** The session that the request named; null where its protocol names none. */
  session: string | null;
  model: string;
  kind: "turn" | "compact" | "aux";
  /** Whether one of the scenario's sub-agents got it. */
  isSubagent: boolean;
  counts: Counts;
  /** Tool calls that it asked for. */
  calls: number;
};

/** All that the scripted server answered in a run or a capture. */
export function readServed(folder: string): Served[] {
  const told = truth.parse(readJson(path.join(folder, "expected-usage.json")));
  const scenario = path.join(realClientsFolder, "scenarios", told.about.scenario);
  const { agents } = script.parse(readJson(scenario));
  // An agent that a tool call's prompt names.
  const calls = Object.values(agents).flatMap(({ turns }) => turns.map((one) => one.tool_uses));
  const subagents = new Set(
    Array.from(JSON.stringify(calls).matchAll(/\[\[scn:(\w+)/g), ([, name]) => name),
  );
  return told.messages.map((message): Served => {
    const [asked] = agents[message.scn ?? ""]?.turns.slice(message.turn) ?? [];
    return {
      session: message.session,
      model: message.model,
      kind: message.kind === "past-end" ? "turn" : message.kind,
      isSubagent: subagents.has(message.scn ?? ""),
      counts: countsOf(message.usage, told.about.client),
      calls: (message.kind === "turn" && asked?.tool_uses?.length) || 0,
    };
  });
}

/** In the ledger's words. Gemini's protocol has thoughts beside the output, which are a part of ours. */
function countsOf(counts: z.infer<typeof usage>, client: string): Counts {
  const isBeside = client === "gemini";
  return {
    input: counts.input,
    output: counts.output + (isBeside ? counts.reasoning : 0),
    cacheRead: counts.cache_read,
    cacheWrite5m: counts.cache_5m,
    cacheWrite1h: counts.cache_1h,
    reasoning: counts.reasoning,
    webSearches: counts.web_search,
  };
}

const steps = z.object({
  runs: z.array(z.object({ step: z.string(), session: z.string().nullable() })),
});

/** The sessions that the scenario's steps began or went on with, the first one first. */
export const readSteps = (folder: string) =>
  steps.parse(readJson(path.join(folder, "run.json"))).runs;

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
