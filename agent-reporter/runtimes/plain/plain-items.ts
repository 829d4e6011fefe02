import type { ErrorItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import type { RunPlace } from "../../library/library-types.ts";
import { spanBetween } from "../json-values.ts";
import type { ResolverOptions } from "../runtime-adapter.ts";
import { chainOf, parentOf } from "./lineage.ts";
import type { PlainError, PlainRun, PlainTool, PlainUsage } from "./plain-records.ts";

/** Git facts are of now: a run's head is only told while the run is fresh. */
const freshMs = 3_600_000;

export const isFresh = ({ lastAt }: PlainRun) => Date.now() - lastAt < freshMs;

/** Where no line has a time, a run began when it was last heard of. */
export const beganAt = ({ ownFrom, startedAt, lastAt }: PlainRun) => ownFrom ?? startedAt ?? lastAt;

/** The runs that a run is told among, and what is known beside the logs. */
export type RunContext = ResolverOptions & {
  runtime: string;
  runs: ReadonlyMap<string, PlainRun>;
};

export function runItem(run: PlainRun, context: RunContext): RunItem {
  const { runtime, runs, titles, factsOf } = context;
  const head = headOf(run, context);
  return {
    type: "run",
    runtime,
    runId: run.id,
    rootRunId: chainOf(run.id, runs).at(-1)?.id ?? run.id,
    parentRunId: parentOf(run, runs)?.id ?? null,
    startedAt: beganAt(run),
    project: factsOf(run.cwd)?.project ?? null,
    version: run.version,
    title: titles && run.parent === null ? run.title : null,
    branch: titles ? head.branch : null,
    headCommit: head.headCommit,
    agentType: run.agentType,
  };
}

/** Where it worked; null where no line tells. */
export function placeOf(run: PlainRun, { runtime, runs }: RunContext): RunPlace | null {
  const { id, cwd, lastAt, branch, headCommit: startCommit } = run;
  if (cwd === null) return null;
  const rootRunId = chainOf(id, runs).at(-1)?.id ?? id;
  const startedAt = beganAt(run);
  return { runtime, runId: id, rootRunId, cwd, startedAt, lastAt, branch, startCommit, links: [] };
}

/** What the log says of git, else what git says now, while the run is fresh. */
function headOf(run: PlainRun, { factsOf }: RunContext) {
  const now = isFresh(run) ? factsOf(run.cwd) : undefined;
  return {
    branch: run.branch ?? now?.branch ?? null,
    headCommit: run.headCommit ?? now?.headCommit ?? null,
  };
}

/** `run` is undefined where no file tells of it. */
export function usageItem(
  runtime: string,
  usage: PlainUsage,
  run: PlainRun | undefined,
): UsageItem {
  return {
    type: "usage",
    key: `${runtime}:${usage.key}`,
    runtime,
    runId: usage.run,
    occurredAt: usage.at,
    model: usage.model,
    input: usage.input,
    output: usage.output,
    cacheRead: usage.cacheRead,
    cacheWrite5m: usage.cacheWrite5m,
    cacheWrite1h: usage.cacheWrite1h,
    reasoning: Math.min(usage.reasoning, usage.output),
    webSearches: 0,
    serviceTier: null,
    speed: null,
    geo: null,
    requestId: usage.requestId,
    vendorCostNanoUsd: usage.vendorCostNanoUsd,
    lowerBound: usage.lowerBound,
    auxiliary: false,
    provisional: false,
    credit: { rank: 0, beganAt: run ? beganAt(run) : usage.at },
  };
}

export function toolItem(runtime: string, tool: PlainTool): ToolItem {
  const { startedAt, endedAt } = tool;
  return {
    type: "tool",
    key: tool.key,
    runtime,
    runId: tool.run,
    name: tool.name,
    startedAt,
    durationMs: endedAt === null ? null : spanBetween(startedAt, endedAt),
    ranMs: tool.ranMs,
    outcome: tool.outcome,
    verb: tool.verb,
    errorKind: tool.errorKind,
    exitCode: tool.exitCode,
    destructive: tool.destructive,
    isSubagent: false,
  };
}

export function errorItem(runtime: string, { key, run, at, ...facts }: PlainError): ErrorItem {
  return { type: "error", key: `${runtime}:${key}`, runtime, runId: run, occurredAt: at, ...facts };
}
