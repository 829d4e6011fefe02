import { createHash } from "node:crypto";
import type { ApiErrorKind } from "#contract/errors.ts";
import type { ToolOutcome } from "#contract/ingest.ts";
import type { CallFacts } from "../../tools/describe-call.ts";
import type { Failure } from "../../tools/failure.ts";
import { countOf } from "../json-values.ts";
import { touch } from "./touched.ts";

/** What is known of one run: a transcript, or a session of a database. */
export type PlainRun = {
  id: string;
  /** Set for sub-agents. */
  parent: string | null;
  startedAt: number | null;
  /** What is older was copied from another run, and counts there. Null where no run holds copies. */
  ownFrom: number | null;
  lastAt: number;
  cwd: string | null;
  version: string | null;
  title: string | null;
  branch: string | null;
  headCommit: string | null;
  agentType: string | null;
};

/** One model response, in disjoint buckets. `key` is made of provider ids, without the runtime before it. */
export type PlainUsage = {
  key: string;
  run: string;
  at: number;
  model: string | null;
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  /** A part of `output`. */
  reasoning: number;
  requestId: string | null;
  /** What the agent says it cost, in nano-dollars. */
  vendorCostNanoUsd: number | null;
  /** The log does not hold all that was used. */
  lowerBound: boolean;
};

export type PlainTool = CallFacts &
  Failure & {
    key: string;
    run: string;
    name: string;
    startedAt: number;
    endedAt: number | null;
    /** How long the tool itself ran, where the log says so. */
    ranMs: number | null;
    outcome: ToolOutcome;
  };

/** A request that failed. `key` is made of provider ids, without the runtime before it. */
export type PlainError = {
  key: string;
  run: string;
  at: number;
  kind: ApiErrorKind;
  status: number | null;
  model: string | null;
  requestId: string | null;
  attempt: number | null;
  maxAttempts: number | null;
  retryInMs: number | null;
};

/**
 * What a file says, for runtimes whose logs need no rules over several files but these: a run is told by every file
 * that knows something of it, and a response that stands in several counts once, for the run that began first.
 */
export type PlainRecords = {
  /** The file below its root, whose name may be a run's id. */
  relative: string;
  runs: Map<string, PlainRun>;
  usage: Map<string, PlainUsage>;
  tools: Map<string, PlainTool>;
  errors: Map<string, PlainError>;
  /** Adapters' own notes, from one line to the next and between readings. Plain JSON. */
  notes: Record<string, unknown>;
};

export function newPlainRecords(relative: string): PlainRecords {
  return {
    relative,
    runs: new Map(),
    usage: new Map(),
    tools: new Map(),
    errors: new Map(),
    notes: {},
  };
}

/** The longest key that may be sent of everything. */
const longestKey = 200;

/** A key of several ids. One that would be too long to send ends in a hash of its whole. */
export function keyOf(...ids: (string | number)[]): string {
  const key = ids.join(":");
  if (key.length <= longestKey) return key;
  const hash = createHash("sha1").update(key).digest("base64url");
  return `${key.slice(0, longestKey - hash.length - 1)}:${hash}`;
}

/** Adds what is known of a run: what was told first stays, but for times, which widen. */
export function addRun(
  records: PlainRecords,
  facts: Pick<PlainRun, "id"> & Partial<PlainRun>,
): void {
  const known = records.runs.get(facts.id);
  const told = { ...nobody, ...facts };
  const run = known ? mergeRuns(known, told) : told;
  if (known && isSame(known, run)) return;
  records.runs.set(facts.id, run);
  touch(records, "runs", facts.id);
}

/** Whether what is told again is nothing new. */
export function isSame<Facts extends PlainRun | PlainUsage>(a: Facts, b: Facts): boolean {
  const fields = Object.keys(b) as (keyof Facts)[];
  return fields.every((field) => a[field] === b[field]);
}

const nobody = {
  parent: null,
  startedAt: null,
  ownFrom: null,
  lastAt: 0,
  cwd: null,
  version: null,
  title: null,
  branch: null,
  headCommit: null,
  agentType: null,
};

/** The earlier-known facts first, and what the other adds. */
export function mergeRuns(a: PlainRun, b: PlainRun): PlainRun {
  return {
    id: a.id,
    parent: a.parent ?? b.parent,
    startedAt: earlier(a.startedAt, b.startedAt),
    ownFrom: a.ownFrom ?? b.ownFrom,
    lastAt: Math.max(a.lastAt, b.lastAt),
    cwd: a.cwd ?? b.cwd,
    version: a.version ?? b.version,
    title: b.title ?? a.title,
    branch: a.branch ?? b.branch,
    headCommit: a.headCommit ?? b.headCommit,
    agentType: a.agentType ?? b.agentType,
  };
}

const earlier = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** Adds a response, or what another line says of it: per field the larger count, and the earlier time. */
export function addUsage(records: PlainRecords, told: PlainUsage): void {
  const usage = withinBounds(told);
  const known = records.usage.get(usage.key);
  const merged = known ? mergeUsages(known, usage) : usage;
  if (known && isSame(known, merged)) return;
  records.usage.set(usage.key, merged);
  touch(records, "usage", usage.key);
}

/** Counts that are right alone may come to one that is not. */
function withinBounds(usage: PlainUsage): PlainUsage {
  return { ...usage, input: countOf(usage.input), output: countOf(usage.output) };
}

const larger = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

export function mergeUsages(a: PlainUsage, b: PlainUsage): PlainUsage {
  return {
    ...a,
    at: Math.min(a.at, b.at),
    model: a.model ?? b.model,
    input: Math.max(a.input, b.input),
    output: Math.max(a.output, b.output),
    cacheRead: Math.max(a.cacheRead, b.cacheRead),
    cacheWrite5m: Math.max(a.cacheWrite5m, b.cacheWrite5m),
    cacheWrite1h: Math.max(a.cacheWrite1h, b.cacheWrite1h),
    reasoning: Math.max(a.reasoning, b.reasoning),
    requestId: a.requestId ?? b.requestId,
    vendorCostNanoUsd: larger(a.vendorCostNanoUsd, b.vendorCostNanoUsd),
    lowerBound: a.lowerBound && b.lowerBound,
  };
}
