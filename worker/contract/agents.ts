import { z } from "zod";
import { apiErrorKinds, toolErrorKinds } from "./errors.ts";
import { projectFacts } from "./ingest.ts";
import { moment, runtimeId } from "./item-fields.ts";

/**
 * How an agent does. `working`: it was active a moment ago, or a tool runs. `waiting`: for its user. `idle`: neither, for
 * some minutes. `failing`: its last calls or requests failed. `gone`: it ended, or nothing was heard of it.
 */
export const agentState = z.enum(["working", "waiting", "idle", "failing", "gone"]);

/** Most agents in one heartbeat. */
export const maxAgentsPerHeartbeat = 100;

const word = z.string().min(1).max(200);

/** Of a list. A word that a newer reporter knows and this server does not is `other`. */
const wordOf = (words: readonly string[]) =>
  z
    .string()
    .max(60)
    .overwrite((given) => (words.includes(given) ? given : "other"));

/** One agent at a moment: ids, times, names of tools and counts. */
export const agentReport = z.object({
  runtime: runtimeId,
  /** Of its root run. */
  runId: word,
  /** The project's key, as uploads say it. */
  projectKey: projectFacts.shape.key.nullable(),
  state: agentState,
  /** Since when, by the machine's clock, Unix milliseconds. */
  since: moment,
  lastActivityAt: moment,
  /** What it asks its user for; null where it does not, or nobody knows. */
  waitsFor: z.enum(["permission", "answer"]).nullable(),
  /** The tool that runs now, or that fails. */
  tool: z
    .object({
      name: word,
      verb: word.nullable(),
      errorKind: wordOf(toolErrorKinds).nullable(),
    })
    .nullable(),
  /** How often in succession a request to the model or the tool above failed. */
  failures: z.int().min(0).max(1e6),
  /** Why requests to the model fail; null where they do not. */
  apiError: wordOf(apiErrorKinds).nullable(),
  /** The same tool fails again and again, and nothing else gets done. */
  isStuck: z.boolean(),
  /** Tokens of the responses of the last minute. */
  tokensPerMinute: z.int().min(0).max(1e12),
});

/** All agents of a machine that were active lately; who is not in it is gone. */
export const heartbeat = z.object({
  /** The machine's clock, which the times are by. */
  at: moment,
  agents: z.array(agentReport).max(maxAgentsPerHeartbeat),
});

/** An agent as pages show it; times are the server's. */
export const agentHealth = agentReport.omit({ projectKey: true }).extend({
  machineId: z.string(),
  personId: z.string(),
  projectId: z.string().nullable(),
  since: z.iso.datetime(),
  lastActivityAt: z.iso.datetime(),
  heardAt: z.iso.datetime(),
});

/** The agents of a workspace, by their machines' last heartbeats; `at` is the server's present moment. */
export const agentList = z.object({ at: z.iso.datetime(), items: z.array(agentHealth) });

export type AgentState = z.infer<typeof agentState>;
export type AgentReport = z.infer<typeof agentReport>;
export type Heartbeat = z.infer<typeof heartbeat>;
export type AgentHealth = z.infer<typeof agentHealth>;
export type AgentList = z.infer<typeof agentList>;
