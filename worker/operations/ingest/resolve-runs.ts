import { and, eq, sql } from "drizzle-orm";
import type { IngestItem, RunItem } from "#contract/ingest.ts";
import { eachOf } from "#worker/db/json-rows.ts";
import { run } from "#worker/db/schema.ts";
import { projectIdOf, runIdOf, sessionIdOf } from "#worker/domain/stable-ids.ts";
import type { OperationContext } from "../context.ts";
import type { Placed } from "./parse-items.ts";
import { type ProjectRow, resolveProjects } from "./resolve-projects.ts";

export type RunRow = typeof run.$inferSelect;

/** Who tells: a machine, by what it read in logs or by what its agents' telemetry says. */
export type Sender = { machineId: string; source: RunRow["source"] };

/** All runs that a batch names, as they will be after it. */
export type ResolvedRuns = {
  byId: Map<string, RunRow>;
  /** As they were before it. */
  stored: Map<string, RunRow>;
  /** Those whose row is new or differs. */
  changed: RunRow[];
  /** By project id, for titles. */
  projectNames: Map<string, string>;
  newProjects: ProjectRow[];
};

/** Reads the stored runs that the items name and lays the batch's facts over them. */
export async function resolveRuns(
  ctx: OperationContext,
  items: Placed[],
  sender: Sender,
): Promise<ResolvedRuns> {
  // A run that is new is not there yet to name its root.
  const ids = new Set(
    items.flatMap(({ item }) => [
      runIdOf(item.runtime, item.runId),
      ...(item.type === "run" ? [runIdOf(item.runtime, item.rootRunId)] : []),
    ]),
  );
  const rows = await readRuns(ctx, [...ids]);
  const stored = new Map(rows.map((row) => [row.id, row]));
  const byId = new Map(stored);
  const changed = new Map<string, RunRow>();
  const facts = items.map(({ item }) => item).filter(isRun);
  for (const item of facts) {
    const id = runIdOf(item.runtime, item.runId);
    const known = byId.get(id);
    // What a log says of a run stands over telemetry's word, wholly.
    if (known?.source === "log" && sender.source === "otel") continue;
    const isFirst = !known || known.source !== sender.source;
    const told = withFacts(
      isFirst ? newRun(ctx, item, sender) : known,
      item,
      ctx.actor.workspaceId,
    );
    const row = withRoot(told, byId.get(runIdOf(item.runtime, item.rootRunId)));
    if (known && isSame(known, row)) continue;
    byId.set(id, row);
    changed.set(id, row);
  }
  const projects = await resolveProjects(ctx, {
    facts: facts.flatMap(({ project }) => project ?? []),
    known: [...byId.values()].map(({ projectId }) => projectId),
  });
  return { byId, stored, changed: [...changed.values()], ...projects };
}

/** Runs as they are stored, with their roots and the names of their projects. */
export async function loadRuns(ctx: OperationContext, ids: string[]): Promise<ResolvedRuns> {
  const rows = await readRuns(ctx, ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const projects = await resolveProjects(ctx, {
    facts: [],
    known: rows.map(({ projectId }) => projectId),
  });
  return { byId, stored: new Map(byId), changed: [], ...projects };
}

const isRun = (item: IngestItem): item is RunItem => item.type === "run";

/** With their root runs: a session is called by what its root says, also where a batch is of sub-agents alone. */
async function readRuns({ db, actor }: OperationContext, ids: string[]): Promise<RunRow[]> {
  const { workspaceId } = actor;
  const withRoots = sql`(
    SELECT value FROM ${eachOf(ids)}
    UNION SELECT runtime || '/' || root_run_id FROM ${run}
    WHERE workspace_id = ${workspaceId} AND id IN (SELECT value FROM ${eachOf(ids)}))`;
  return db
    .select()
    .from(run)
    .where(and(eq(run.workspaceId, workspaceId), sql`${run.id} IN ${withRoots}`));
}

function newRun({ actor }: OperationContext, item: RunItem, sender: Sender): RunRow {
  const { workspaceId } = actor;
  return {
    workspaceId,
    id: runIdOf(item.runtime, item.runId),
    runtime: item.runtime,
    rootRunId: item.rootRunId,
    parentRunId: item.parentRunId,
    devSessionId: sessionIdOf(workspaceId, item.runtime, item.rootRunId),
    projectId: "",
    personId: actor.type === "system" ? "" : actor.personId,
    machineId: sender.machineId,
    startedAt: item.startedAt,
    version: null,
    title: null,
    branch: null,
    headCommit: null,
    agentType: null,
    source: sender.source,
    isSplitOff: false,
  };
}

/** The newest word counts; a fact that was known stays known. A run keeps its session and its first project. */
function withFacts(row: RunRow, item: RunItem, workspaceId: string): RunRow {
  const projectId = item.project ? projectIdOf(workspaceId, item.project.key) : "";
  return {
    ...row,
    projectId: row.projectId || projectId,
    startedAt: Math.min(row.startedAt, item.startedAt),
    version: item.version ?? row.version,
    title: item.title ?? row.title,
    branch: item.branch ?? row.branch,
    headCommit: item.headCommit ?? row.headCommit,
    agentType: item.agentType ?? row.agentType,
  };
}

/** A sub-agent of a run that was split off goes with it. */
const withRoot = (row: RunRow, root: RunRow | undefined): RunRow =>
  root ? { ...row, isSplitOff: root.isSplitOff } : row;

const isSame = (a: RunRow, b: RunRow) => JSON.stringify(a) === JSON.stringify(b);
