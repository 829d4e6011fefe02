import { randomUUID } from "node:crypto";
import type { GitItem } from "#contract/git.ts";
import type { ErrorItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";

/** A root run of Claude Code; name only what the test is about. */
export function aRunItem(facts: Partial<RunItem> = {}): RunItem {
  const runId = facts.runId ?? randomUUID();
  return {
    type: "run",
    runtime: "claude-code",
    runId,
    rootRunId: runId,
    parentRunId: null,
    startedAt: Date.UTC(2026, 5, 1, 10),
    project: { key: "github.com/acme/api", name: "api" },
    version: "2.1.329",
    title: null,
    branch: "main",
    headCommit: null,
    agentType: null,
    ...facts,
  };
}

/** One model response with a key of its own. */
export function aUsageItem(facts: Partial<UsageItem> = {}): UsageItem {
  const occurredAt = facts.occurredAt ?? Date.UTC(2026, 5, 1, 10, 5);
  return {
    type: "usage",
    key: `claude-code:msg_${randomUUID()}`,
    runtime: "claude-code",
    runId: "unknown",
    occurredAt,
    model: "claude-opus-4-6",
    input: 100,
    output: 10,
    cacheRead: 10_000,
    cacheWrite5m: 1_000,
    cacheWrite1h: 0,
    reasoning: 0,
    webSearches: 0,
    serviceTier: null,
    speed: null,
    geo: null,
    requestId: null,
    vendorCostNanoUsd: null,
    lowerBound: false,
    auxiliary: false,
    provisional: false,
    credit: { rank: 0, beganAt: occurredAt },
    ...facts,
  };
}

/** A call of Claude Code's shell that ended well. */
export function aToolItem(facts: Partial<ToolItem> = {}): ToolItem {
  return {
    type: "tool",
    key: `toolu_${randomUUID()}`,
    runtime: "claude-code",
    runId: "unknown",
    name: "Bash",
    startedAt: Date.UTC(2026, 5, 1, 10, 5),
    durationMs: 40,
    ranMs: null,
    outcome: "ok",
    verb: "git status",
    errorKind: null,
    exitCode: null,
    destructive: false,
    isSubagent: false,
    ...facts,
  };
}

/** A request that was refused since there were too many. */
export function anErrorItem(facts: Partial<ErrorItem> = {}): ErrorItem {
  return {
    type: "error",
    key: `claude-code:error:req_${randomUUID()}`,
    runtime: "claude-code",
    runId: "unknown",
    occurredAt: Date.UTC(2026, 5, 1, 10, 5),
    kind: "rate_limit",
    status: 429,
    model: null,
    requestId: null,
    attempt: 1,
    maxAttempts: 10,
    retryInMs: 600,
    ...facts,
  };
}

/** Two commits from a clean work tree. */
export function aGitItem(facts: Partial<GitItem> = {}): GitItem {
  const diff = { files: 1, added: 10, removed: 2 };
  const at = Date.UTC(2026, 5, 1, 10, 3);
  return {
    type: "git",
    runtime: "claude-code",
    runId: "unknown",
    repository: "github.com/acme/api",
    observedAt: Date.UTC(2026, 5, 1, 10, 5),
    branch: "feature/git",
    startCommit: "a".repeat(40),
    startIs: "observed",
    endCommit: "c".repeat(40),
    history: "straight",
    isShallow: false,
    commitCount: 2,
    commits: [
      { sha: "c".repeat(40), at: at + 60_000, subject: "Second", diff },
      { sha: "b".repeat(40), at, subject: "First", diff },
    ],
    diff: { files: 2, added: 19, removed: 3 },
    uncommitted: { staged: 0, unstaged: 0, untracked: 0, diff: { files: 0, added: 0, removed: 0 } },
    links: [],
    ...facts,
  };
}
