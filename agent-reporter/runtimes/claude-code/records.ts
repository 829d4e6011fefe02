import type { ApiErrorKind } from "#contract/errors.ts";
import type { CallFacts } from "../../tools/describe-call.ts";
import type { Failure } from "../../tools/failure.ts";

/** What one message costs, as the lines of one file tell. */
export type MessageRecord = {
  key: string;
  /** Earliest time of its lines, Unix milliseconds. */
  at: number;
  model: string | null;
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  reasoning: number;
  webSearches: number;
  serviceTier: string | null;
  speed: string | null;
  geo: string | null;
  requestId: string | null;
  vendorCostNanoUsd: number | null;
  /** Some line had a stop reason, so the output count is the final one. */
  isFinal: boolean;
  /** Every line was a sub-agent's. */
  isSidechain: boolean;
  /** Known only from a parent's progress lines. */
  isEcho: boolean;
  /** Every line says that another session made the request: a fork's copy. */
  isCopy: boolean;
};

export type ToolRecord = CallFacts &
  Failure & {
    key: string;
    name: string;
    startedAt: number;
    endedAt: number | null;
    /** How long the tool itself ran, where its result says so. */
    ranMs: number | null;
    outcome: "ok" | "failed" | "rejected" | "unfinished";
    /** The message that asked for it: the call belongs to whoever is credited with that. */
    messageKey: string;
    /** The line was a sub-agent's. */
    isSidechain: boolean;
  };

/** A request that failed, once for each try. */
export type ErrorRecord = {
  key: string;
  at: number;
  kind: ApiErrorKind;
  status: number | null;
  requestId: string | null;
  attempt: number | null;
  maxAttempts: number | null;
  retryInMs: number | null;
};

/** Cumulative totals of one model, as the agent itself counts them. */
export type ModelTotals = {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  webSearches: number;
  /** Whether the kinds of cache writes are told apart; else all stand as 5-minute. */
  tellsKinds: boolean;
};

/** One `cost-state` line, dated by the line before it. */
export type CostState = { at: number; models: Record<string, ModelTotals> };

/** All that one transcript says. */
export type ClaudeRecords = {
  /** The file's own name: a session's id, or a sub-agent's. */
  name: string;
  /** The session whose folder a sub-agent's file lies in; null for others. */
  folderSession: string | null;
  messages: Map<string, MessageRecord>;
  tools: Map<string, ToolRecord>;
  errors: Map<string, ErrorRecord>;
  costStates: CostState[];
  /** Keys of messages, tools and errors that changed since items were last made. */
  touched: string[];
  /** The session that the lines name first; a sub-agent's file beside sessions belongs to it. */
  lineSession: string | null;
  /** The session whose lines a fork says it copied; of several the nearest. */
  forkedFrom: string | null;
  firstAt: number | null;
  lastAt: number | null;
  cwd: string | null;
  branch: string | null;
  version: string | null;
  customTitle: string | null;
  aiTitle: string | null;
  summary: string | null;
  agentType: string | null;
  /** Pull requests that it made or spoke of. */
  links: string[];
};

/** `relative` is below the root: `projects/<folder>/<session>.jsonl` or `…/<session>/subagents/…/agent-<id>.jsonl`. */
export function newClaudeRecords(relative: string): ClaudeRecords {
  const parts = relative.split("/");
  const at = parts.lastIndexOf("subagents");
  return {
    name: (parts.at(-1) ?? "").replace(/\.jsonl$/, ""),
    folderSession: at > 0 ? (parts[at - 1] ?? null) : null,
    messages: new Map(),
    tools: new Map(),
    errors: new Map(),
    costStates: [],
    touched: [],
    lineSession: null,
    forkedFrom: null,
    firstAt: null,
    lastAt: null,
    cwd: null,
    branch: null,
    version: null,
    customTitle: null,
    aiTitle: null,
    summary: null,
    agentType: null,
    links: [],
  };
}

/** A run's id, the root above it, and its parent where it is a sub-agent's. */
export type RunIds = { id: string; root: string; parent: string | null };

/** Which run a file is, by ids that are the same on every machine. */
export function runOf(records: ClaudeRecords): RunIds {
  const { name, folderSession, lineSession } = records;
  const isAgent = folderSession !== null || name.startsWith("agent-");
  const session = folderSession ?? lineSession;
  if (!isAgent || session === null) return { id: name, root: name, parent: null };
  return { id: `${session}/${name.replace(/^agent-/, "")}`, root: session, parent: session };
}
