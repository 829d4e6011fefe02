import type { DiffFigures, GitItem } from "#contract/git.ts";
import type { ErrorItem, IngestItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";

/**
 * The item as it is sent: a copy of named fields and nothing else, so that nothing a reader happens to carry along
 * can leave the machine. Without `titles`, titles and branch names stay here too.
 */
export function wireItem(item: IngestItem, titles: boolean): IngestItem {
  switch (item.type) {
    case "run":
      return wireRun(item, titles);
    case "usage":
      return wireUsage(item);
    case "tool":
      return wireTool(item);
    case "error":
      return wireError(item);
    case "git":
      return wireGit(item, titles);
  }
}

function wireRun(item: RunItem, titles: boolean): RunItem {
  const { project } = item;
  return {
    type: "run",
    runtime: item.runtime,
    runId: item.runId,
    rootRunId: item.rootRunId,
    parentRunId: item.parentRunId,
    startedAt: item.startedAt,
    project: project === null ? null : { key: project.key, name: project.name },
    version: item.version,
    title: titles ? item.title : null,
    branch: titles ? item.branch : null,
    headCommit: item.headCommit,
    agentType: item.agentType,
  };
}

function wireUsage(item: UsageItem): UsageItem {
  return {
    type: "usage",
    key: item.key,
    runtime: item.runtime,
    runId: item.runId,
    occurredAt: item.occurredAt,
    model: item.model,
    input: item.input,
    output: item.output,
    cacheRead: item.cacheRead,
    cacheWrite5m: item.cacheWrite5m,
    cacheWrite1h: item.cacheWrite1h,
    reasoning: item.reasoning,
    webSearches: item.webSearches,
    serviceTier: item.serviceTier,
    speed: item.speed,
    geo: item.geo,
    requestId: item.requestId,
    vendorCostNanoUsd: item.vendorCostNanoUsd,
    lowerBound: item.lowerBound,
    auxiliary: item.auxiliary,
    provisional: item.provisional,
    credit: { rank: item.credit.rank, beganAt: item.credit.beganAt },
  };
}

function wireTool(item: ToolItem): ToolItem {
  return {
    type: "tool",
    key: item.key,
    runtime: item.runtime,
    runId: item.runId,
    name: item.name,
    startedAt: item.startedAt,
    durationMs: item.durationMs,
    ranMs: item.ranMs,
    outcome: item.outcome,
    verb: item.verb,
    errorKind: item.errorKind,
    exitCode: item.exitCode,
    destructive: item.destructive,
    isSubagent: item.isSubagent,
  };
}

function wireError(item: ErrorItem): ErrorItem {
  return {
    type: "error",
    key: item.key,
    runtime: item.runtime,
    runId: item.runId,
    occurredAt: item.occurredAt,
    kind: item.kind,
    status: item.status,
    model: item.model,
    requestId: item.requestId,
    attempt: item.attempt,
    maxAttempts: item.maxAttempts,
    retryInMs: item.retryInMs,
  };
}

function wireGit(item: GitItem, titles: boolean): GitItem {
  const { commits, uncommitted } = item;
  return {
    type: "git",
    runtime: item.runtime,
    runId: item.runId,
    repository: item.repository,
    observedAt: item.observedAt,
    branch: titles ? item.branch : null,
    startCommit: item.startCommit,
    startIs: item.startIs,
    endCommit: item.endCommit,
    history: item.history,
    isShallow: item.isShallow,
    commitCount: item.commitCount,
    commits: commits.map(({ sha, at, subject, diff }) => ({
      sha,
      at,
      subject: titles ? subject : null,
      diff: wireDiff(diff),
    })),
    diff: wireDiff(item.diff),
    uncommitted: uncommitted && {
      staged: uncommitted.staged,
      unstaged: uncommitted.unstaged,
      untracked: uncommitted.untracked,
      diff: wireDiff(uncommitted.diff),
    },
    links: [...item.links],
  };
}

const wireDiff = (diff: DiffFigures | null): DiffFigures | null =>
  diff && { files: diff.files, added: diff.added, removed: diff.removed };
