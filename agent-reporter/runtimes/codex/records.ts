import type { ApiErrorKind } from "#contract/errors.ts";
import type { CallFacts } from "../../tools/describe-call.ts";
import type { Failure } from "../../tools/failure.ts";

/** Codex's own counts: cached and cache writes are inside input, reasoning inside output. */
export type CodexCounts = {
  input: number;
  cached: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
};

/** One response. Older files name it by the turn and the thread's cumulative counts. */
export type CodexEvent = {
  /** The same in every copy of the thread's lines; see `eventKey`. */
  key: string;
  /** The provider's id where the file has it. */
  responseId: string | null;
  turnId: string | null;
  /** How often the thread's counter had started again before this. */
  segment: number;
  /** The thread's cumulative counts after the response. */
  cumulative: CodexCounts;
  /** The response alone. */
  counts: CodexCounts;
  at: number;
  model: string | null;
  serviceTier: string | null;
};

export type CodexTool = CallFacts &
  Failure & {
    key: string;
    name: string;
    startedAt: number;
    durationMs: number | null;
    /** How long the tool itself ran, as Codex measured it. */
    ranMs: number | null;
    outcome: "ok" | "failed" | "rejected" | "unfinished";
  };

/** A request that failed, or a turn that was broken off. */
export type CodexError = {
  key: string;
  at: number;
  kind: ApiErrorKind;
  status: number | null;
  requestId: string | null;
  model: string | null;
  attempt: number | null;
  maxAttempts: number | null;
};

/** All that one rollout says, and how far its counters are accounted for. */
export type CodexRecords = {
  fileName: string;
  thread: string | null;
  /** The thread at the top: a sub-agent's own line names it. */
  session: string | null;
  parent: string | null;
  forkedFrom: string | null;
  startedAt: number | null;
  lastAt: number | null;
  cwd: string | null;
  version: string | null;
  branch: string | null;
  headCommit: string | null;
  remote: string | null;
  agentType: string | null;
  title: string | null;
  /** The model and tier of what comes next. */
  model: string | null;
  serviceTier: string | null;
  turnId: string | null;
  segment: number;
  seen: CodexCounts | null;
  events: Map<string, CodexEvent>;
  tools: Map<string, CodexTool>;
  errors: Map<string, CodexError>;
  /** How many errors the turn had so far. */
  errorsInTurn: number;
};

/** `relative` ends in `rollout-<time>-<thread>.jsonl`. */
export function newCodexRecords(relative: string): CodexRecords {
  return {
    fileName: (relative.split("/").at(-1) ?? "").replace(/\.jsonl$/, ""),
    thread: null,
    session: null,
    parent: null,
    forkedFrom: null,
    startedAt: null,
    lastAt: null,
    cwd: null,
    version: null,
    branch: null,
    headCommit: null,
    remote: null,
    agentType: null,
    title: null,
    model: null,
    serviceTier: null,
    turnId: null,
    segment: 0,
    seen: null,
    events: new Map(),
    tools: new Map(),
    errors: new Map(),
    errorsInTurn: 0,
  };
}
