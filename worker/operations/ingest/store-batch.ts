import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { runBatch } from "#worker/db/client.ts";
import { addColumns, eachOf, insertRows, replaceColumns } from "#worker/db/json-rows.ts";
import { project, run, usageEvent, usageHour, usageRollup } from "#worker/db/schema.ts";
import type { LedgerDeltas } from "#worker/domain/ledger-changes.ts";
import type { LedgerEvent } from "#worker/domain/ledger-event.ts";
import { sumKeys } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { guardReads, isGuardFailure, type Reads } from "./guard-reads.ts";
import type { ProjectRow, RunRow } from "./resolve-runs.ts";
import type { SessionRow } from "./resolve-sessions.ts";
import {
  dropProvisional,
  type ErrorRow,
  type ToolRow,
  upsertErrors,
  upsertTools,
} from "./upsert-calls.ts";
import { upsertSessions } from "./upsert-sessions.ts";

/** All that one upload changes. */
export type LedgerWrite = {
  projects: ProjectRow[];
  runs: RunRow[];
  sessions: SessionRow[];
  events: LedgerEvent[];
  /** Keys of events that became a part of others, or gave way to a log. */
  gone: string[];
  reads: Reads;
  deltas: LedgerDeltas;
  tools: ToolRow[];
  errors: ErrorRow[];
  /** Runs that only telemetry had told of until now. */
  newlyLogged: string[];
};

/** The calls and errors that were new or changed, each with its run. */
export type StoredCalls = { key: string; run_id: string }[];

/** The ledger moved on between reading and writing: nothing was stored, read again. */
export class LedgerMovedOn extends Error {}

/** Stores a batch in one transaction, or nothing. */
export async function storeBatch(ctx: OperationContext, write: LedgerWrite): Promise<StoredCalls> {
  const { db, actor } = ctx;
  const statements = guardReads(actor.workspaceId, write.reads);
  const add = (rows: unknown[], statement: () => SQL) => {
    if (rows.length > 0) statements.push(statement());
  };
  add(write.projects, () => insertProjects(write.projects));
  add(write.runs, () => upsertRuns(write.runs));
  add(write.gone, () => deleteEvents(actor.workspaceId, write.gone));
  add(write.events, () => upsertEvents(write.events));
  add(write.deltas.rollups, () => upsertRollups(actor.workspaceId, write.deltas));
  add(write.deltas.hours, () => upsertHours(actor.workspaceId, write.deltas));
  add(write.sessions, () => upsertSessions(write.sessions));
  if (write.newlyLogged.length > 0)
    statements.push(...dropProvisional(actor.workspaceId, write.newlyLogged));
  // Last, since their answers are counted.
  const counted = statements.length;
  statements.push(...upsertTools(write.tools), ...upsertErrors(write.errors));
  try {
    const results = await runBatch(db, statements);
    return results.slice(counted).flat() as StoredCalls;
  } catch (error) {
    if (lostRace(error)) throw new LedgerMovedOn();
    throw error;
  }
}

/** A guard failed, or somebody else just took the same project slug. */
const lostRace = (error: unknown) =>
  isGuardFailure(error) || /UNIQUE constraint failed: project/.test(String(error));

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

const deleteEvents = (workspaceId: string, keys: string[]) =>
  sql`DELETE FROM ${usageEvent} WHERE workspace_id = ${workspaceId}
    AND key IN (SELECT value FROM ${eachOf(keys)})`;

/** Adds to the fine sums. */
export function upsertRollups(workspaceId: string, { rollups }: LedgerDeltas): SQL {
  const rows = rollups.map((row) => ({ ...row, workspaceId }));
  const added = addColumns(usageRollup, sumColumns(usageRollup));
  return insertRows(
    usageRollup,
    rows,
    sql`ON CONFLICT (workspace_id, dev_session_id, hour_at, run_id, model, task_id, project_id, person_id)
      DO UPDATE SET ${added}`,
  );
}

/** Adds to the coarse sums. */
export function upsertHours(workspaceId: string, { hours }: LedgerDeltas): SQL {
  const rows = hours.map((row) => ({ ...row, workspaceId }));
  const added = addColumns(usageHour, sumColumns(usageHour));
  return insertRows(
    usageHour,
    rows,
    sql`ON CONFLICT (workspace_id, hour_at, project_id, person_id, runtime, model)
      DO UPDATE SET ${added}`,
  );
}

function sumColumns(table: typeof usageRollup | typeof usageHour) {
  const columns = getTableColumns(table);
  return sumKeys.map((key) => columns[key]);
}
