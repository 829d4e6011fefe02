import { z } from "zod";
import { apiErrorKinds, toolErrorKinds } from "./errors.ts";
import { gitItem } from "./git.ts";
import { moment, providerId, runtimeId, text } from "./item-fields.ts";
import { toolVerbs } from "./tool-verbs.ts";

/** Most items in one upload. */
export const maxItemsPerUpload = 1_000;

/** Largest upload after decompression, in bytes. */
export const maxUploadBytes = 1_048_576;

/** A token count. Sane readers never exceed this; a larger one is a broken log line. */
const tokens = z.int().min(0).max(1e12);

/** The project a run works in: a normalised git remote (`github.com/acme/api`), else `folder/<base name>`. */
export const projectFacts = z.object({
  key: text(1, 300),
  name: text(1, 100),
});

/**
 * What is known of one transcript. Sent with (or before) the first item that names the run, and repeated
 * whenever a fact changes; a repeat that says nothing new writes nothing.
 */
export const runItem = z.object({
  type: z.literal("run"),
  runtime: runtimeId,
  runId: providerId,
  /** The run at the top of the chain of parents; the run itself where it has no parent. */
  rootRunId: providerId,
  /** Set exactly for sub-agents. */
  parentRunId: providerId.nullable(),
  startedAt: moment,
  project: projectFacts.nullable(),
  /** The agent program's version. */
  version: text(0, 60).nullable(),
  /** Null where there is none or the user turned titles off. */
  title: text(0, 300).nullable(),
  branch: text(0, 300).nullable(),
  headCommit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/)
    .nullable(),
  /** A sub-agent's kind, such as `Explore`. */
  agentType: text(0, 100).nullable(),
});

/**
 * One model response. Token buckets are disjoint: `input` never holds cached tokens, `reasoning` is a part of
 * `output`. Repeats of a key are merged by per-field maximum.
 */
export const usageItem = z.object({
  type: z.literal("usage"),
  /** Unique in a workspace, made of provider ids and prefixed with the runtime: `claude-code:msg_…`. */
  key: text(3, 400),
  runtime: runtimeId,
  runId: providerId,
  occurredAt: moment,
  /** Null where the log does not tell; such an event is unpriced. */
  model: text(1, 200).nullable(),
  input: tokens,
  output: tokens,
  cacheRead: tokens,
  cacheWrite5m: tokens,
  cacheWrite1h: tokens,
  reasoning: tokens,
  webSearches: tokens,
  /** As the provider names it: `standard`, `priority`, `batch`, … */
  serviceTier: text(0, 40).nullable(),
  /** `fast` where the log says so. */
  speed: text(0, 40).nullable(),
  /** Where the provider ran it, `us` for instance; moves some prices. */
  geo: text(0, 40).nullable(),
  /** Telemetry joins the log by it. */
  requestId: text(0, 200).nullable(),
  /** What the agent itself says the request cost, in nano-dollars. */
  vendorCostNanoUsd: z.int().min(0).nullable(),
  /** The log is known to hold a partial output count. */
  lowerBound: z.boolean(),
  /** Stands on no message line: compaction and title requests, known from the agent's own totals. */
  auxiliary: z.boolean(),
  /** An echo: yields to any other report of the same key, and never raises one. */
  provisional: z.boolean(),
  /**
   * Whose event it is where several runs hold it (forks, copies): the smallest (rank, beganAt, run id) wins.
   * `rank` 0 is a run's own line, higher ranks are weaker claims; `beganAt` is when the run's own, unshared work
   * began, a Date's last moment where it never did.
   */
  credit: z.object({ rank: z.int().min(0).max(9), beganAt: z.int().min(0).max(8.64e15) }),
});

/** How a tool call ended. `rejected` is the user's no, not a failure of the tool. */
export const toolOutcome = z.enum(["ok", "failed", "rejected", "unfinished"]);

export const toolErrorKind = z.enum(toolErrorKinds);
export const apiErrorKind = z.enum(apiErrorKinds);

/** Of a list. A word that a newer reporter knows and this server does not is `other`. */
const toolErrorWord = text(1, 60).pipe(toolErrorKind.catch("other"));
const apiErrorWord = text(1, 60).pipe(apiErrorKind.catch("other"));

/** What a shell call does, by its program: `git commit`. Only words of the list are kept. */
const toolVerb = text(1, 60).overwrite((given) => (toolVerbs.has(given) ? given : "other"));

/** One use of a tool: its name and times, never its input or output. A repeat adds what it knows. */
export const toolItem = z.object({
  type: z.literal("tool"),
  /** The call's own id (`toolu_…`, `call_…`). */
  key: providerId,
  runtime: runtimeId,
  runId: providerId,
  name: text(1, 200),
  startedAt: moment,
  /** From where it was asked for to its result, waiting for a person's permission included. */
  durationMs: z.int().min(0).max(1e12).nullable(),
  /** How long the tool itself ran, as the agent measured it; null where nobody knows. */
  ranMs: z.int().min(0).max(1e12).nullable().default(null),
  outcome: toolOutcome,
  /** Null for tools that are no shell, and where it is not known. */
  verb: toolVerb.nullable().default(null),
  /** Null where nothing failed, or nobody knows why. */
  errorKind: toolErrorWord.nullable().default(null),
  /** Of `exit_code` and of others that have one. */
  exitCode: z.int().min(-2_147_483_648).max(4_294_967_295).nullable().default(null),
  /** Some part of the shell line may destroy what cannot be had back. */
  destructive: z.boolean().default(false),
  /** A sub-agent's call that stands in its parent's log. */
  isSubagent: z.boolean().default(false),
});

/** A request to the model that failed, once for each try. */
export const errorItem = z.object({
  type: z.literal("error"),
  /** Unique in a workspace, made of provider ids and prefixed with the runtime. */
  key: text(3, 400),
  runtime: runtimeId,
  runId: providerId,
  occurredAt: moment,
  kind: apiErrorWord,
  /** The HTTP status, where there was an answer. */
  status: z.int().min(100).max(999).nullable().default(null),
  model: text(1, 200).nullable().default(null),
  /** Telemetry joins the log by it. */
  requestId: text(1, 200).nullable().default(null),
  /** Which try failed, beginning with 1, and how many there may be. */
  attempt: z.int().min(0).max(1e6).nullable().default(null),
  maxAttempts: z.int().min(0).max(1e6).nullable().default(null),
  /** When the agent tries again; null where it does not, or the log does not tell. */
  retryInMs: z.int().min(0).max(1e12).nullable().default(null),
});

export const ingestItem = z.discriminatedUnion("type", [
  runItem,
  usageItem,
  toolItem,
  errorItem,
  gitItem,
]);

/** The envelope is checked first and each item by itself, so that one bad item never loses the others. */
export const ingestBatch = z.object({
  items: z.array(z.unknown()).min(1).max(maxItemsPerUpload),
  /** The reporter's own state, shown in Settings → machines. */
  reporter: z
    .object({
      version: z.string().max(40),
      skippedLines: z.int().min(0),
      skippedFiles: z.int().min(0),
    })
    .optional(),
});

/** Why an item was refused: `invalid_item`, or `unknown_run` (its run was never sent). */
export const rejectedItem = z.object({ index: z.int(), code: z.string(), message: z.string() });

/** `accepted` items changed something; `duplicates` were known already. Together with `rejected` they are all items. */
export const ingestReceipt = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(rejectedItem),
});

export type ProjectFacts = z.infer<typeof projectFacts>;
export type RunItem = z.infer<typeof runItem>;
export type UsageItem = z.infer<typeof usageItem>;
export type ToolItem = z.infer<typeof toolItem>;
export type ErrorItem = z.infer<typeof errorItem>;
export type IngestItem = z.infer<typeof ingestItem>;
export type IngestBatch = {
  items: IngestItem[];
  reporter?: z.infer<typeof ingestBatch>["reporter"];
};
export type IngestReceipt = z.infer<typeof ingestReceipt>;
export type ToolOutcome = z.infer<typeof toolOutcome>;
