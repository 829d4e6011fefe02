import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { runBatch } from "#worker/db/client.ts";
import { addColumns, insertRows, replaceColumns } from "#worker/db/json-rows.ts";
import {
  devSession,
  project,
  run,
  toolCall,
  usageEvent,
  usageHour,
  usageRollup,
} from "#worker/db/schema.ts";
import type { LedgerDeltas } from "#worker/domain/ledger-changes.ts";
import type { LedgerEvent } from "#worker/domain/ledger-event.ts";
import { sumKeys } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import type { ProjectRow, RunRow } from "./resolve-runs.ts";
import type { SessionRow } from "./resolve-sessions.ts";

export type ToolRow = typeof toolCall.$inferSelect;

/** All that one upload changes. */
export type LedgerWrite = {
  projects: ProjectRow[];
  runs: RunRow[];
  sessions: SessionRow[];
  events: LedgerEvent[];
  /** The revisions that the events were merged with. */
  revisions: [key: string, revision: number][];
  deltas: LedgerDeltas;
  tools: ToolRow[];
};

/** The ledger moved on between reading and writing: nothing was stored, read again. */
export class LedgerMovedOn extends Error {}

/** Stores a batch in one transaction, or nothing. Returns how many tool calls changed. */
export async function storeBatch(ctx: OperationContext, write: LedgerWrite): Promise<number> {
  const { db, actor } = ctx;
  const statements: SQL[] = [];
  const add = (rows: unknown[], statement: () => SQL) => {
    if (rows.length > 0) statements.push(statement());
  };
  add(write.revisions, () => guard(actor.workspaceId, write.revisions));
  add(write.projects, () => insertProjects(write.projects));
  add(write.runs, () => upsertRuns(write.runs));
  add(write.events, () => upsertEvents(write.events));
  add(write.deltas.rollups, () => upsertRollups(actor.workspaceId, write.deltas));
  add(write.deltas.hours, () => upsertHours(actor.workspaceId, write.deltas));
  add(write.sessions, () => upsertSessions(write.sessions));
  // Last, since its answer is counted.
  add(write.tools, () => upsertTools(write.tools));
  try {
    const results = await runBatch(db, statements);
    return write.tools.length > 0 ? (results.at(-1)?.length ?? 0) : 0;
  } catch (error) {
    if (lostRace(error)) throw new LedgerMovedOn();
    throw error;
  }
}

/** Our guard failed, or somebody else just took the same project slug. */
function lostRace(error: unknown): boolean {
  return /malformed JSON|UNIQUE constraint failed: project/.test(String(error));
}

/** Fails, and the transaction with it, where an event is no longer as it was read. */
const guard = (workspaceId: string, revisions: [string, number][]) => sql`
  SELECT json(CASE WHEN EXISTS (
    SELECT 1 FROM json_each(${JSON.stringify(revisions)}) AS was
    LEFT JOIN ${usageEvent} AS event
      ON event.workspace_id = ${workspaceId} AND event.key = was.value ->> 0
    WHERE coalesce(event.revision, 0) <> was.value ->> 1
  ) THEN 'the ledger moved on' ELSE '1' END)`;

const insertProjects = (rows: ProjectRow[]) =>
  insertRows(project, rows, sql`ON CONFLICT (id) DO NOTHING`);

function upsertRuns(rows: RunRow[]): SQL {
  const { workspaceId: _, id: __, ...rest } = getTableColumns(run);
  const columns = Object.values(rest);
  return insertRows(
    run,
    rows,
    sql`ON CONFLICT (workspace_id, id) DO UPDATE SET ${replaceColumns(columns)}`,
  );
}

function upsertEvents(rows: LedgerEvent[]): SQL {
  const { workspaceId: _, key: __, ...rest } = getTableColumns(usageEvent);
  const columns = Object.values(rest);
  return insertRows(
    usageEvent,
    rows,
    sql`ON CONFLICT (workspace_id, key) DO UPDATE SET ${replaceColumns(columns)}`,
  );
}

function upsertRollups(workspaceId: string, { rollups }: LedgerDeltas): SQL {
  const rows = rollups.map((row) => ({ ...row, workspaceId }));
  const added = addColumns(usageRollup, sumColumns(usageRollup));
  return insertRows(
    usageRollup,
    rows,
    sql`ON CONFLICT (workspace_id, dev_session_id, hour_at, run_id, model, task_id, project_id, person_id)
      DO UPDATE SET ${added}`,
  );
}

function upsertHours(workspaceId: string, { hours }: LedgerDeltas): SQL {
  const rows = hours.map((row) => ({ ...row, workspaceId }));
  const added = addColumns(usageHour, sumColumns(usageHour));
  return insertRows(
    usageHour,
    rows,
    sql`ON CONFLICT (workspace_id, hour_at, project_id, person_id, runtime, model)
      DO UPDATE SET ${added}`,
  );
}

/**
 * Sums are added and the revision rises; times widen, so that two uploads at once end the same in either order. The
 * row's own status was decided by whoever saw the later activity.
 */
function upsertSessions(rows: SessionRow[]): SQL {
  const { title, type, branch, headCommit, projectId } = getTableColumns(devSession);
  const { status, endedAt, lastModel } = getTableColumns(devSession);
  const replaced = replaceColumns([branch, headCommit, projectId, type]);
  const added = addColumns(devSession, sumColumns(devSession));
  const later = [status, endedAt, lastModel].map(
    ({ name }) => sql`${sql.identifier(name)} = CASE
      WHEN excluded.last_activity_at >= dev_session.last_activity_at
      THEN excluded.${sql.identifier(name)} ELSE dev_session.${sql.identifier(name)} END`,
  );
  return insertRows(
    devSession,
    rows,
    sql`ON CONFLICT (id) DO UPDATE SET ${added}, ${replaced}, ${sql.join(later, sql`, `)},
      ${sql.identifier(title.name)} = CASE WHEN dev_session.title_is_own THEN dev_session.title ELSE excluded.title END,
      started_at = min(dev_session.started_at, excluded.started_at),
      last_activity_at = max(dev_session.last_activity_at, excluded.last_activity_at),
      revision = dev_session.revision + 1`,
  );
}

/** Returns a row for each call that is new or that changed. */
function upsertTools(rows: ToolRow[]): SQL {
  const { name, startedAt, durationMs, outcome } = getTableColumns(toolCall);
  const columns = [name, startedAt, durationMs, outcome];
  // A call that ended does not become unfinished again by a copy that was read earlier.
  return insertRows(
    toolCall,
    rows,
    sql`ON CONFLICT (workspace_id, run_id, key) DO UPDATE SET ${replaceColumns(columns)}
      WHERE (excluded.outcome <> 'unfinished' OR tool_call.outcome = 'unfinished')
        AND (excluded.name, excluded.started_at, excluded.duration_ms, excluded.outcome)
          IS NOT (tool_call.name, tool_call.started_at, tool_call.duration_ms, tool_call.outcome)
      RETURNING key`,
  );
}

function sumColumns(table: typeof usageRollup | typeof usageHour | typeof devSession) {
  const columns = getTableColumns(table);
  return sumKeys.map((key) => columns[key]);
}
