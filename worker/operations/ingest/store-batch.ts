import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { runBatch } from "#worker/db/client.ts";
import { insertRows, replaceColumns } from "#worker/db/json-rows.ts";
import { sessionElsewhere } from "#worker/db/lifecycle-schema.ts";
import { run } from "#worker/db/schema.ts";
import type { EventChange, LedgerDeltas } from "#worker/domain/ledger-changes.ts";
import type { OperationContext } from "../context.ts";
import { guardReads, isGuardFailure, type Reads } from "./guard-reads.ts";
import type { Elsewhere } from "./places.ts";
import { insertProjects, type ProjectRow } from "./resolve-projects.ts";
import type { RunRow } from "./resolve-runs.ts";
import type { SessionRow } from "./resolve-sessions.ts";
import { storeEvents } from "./store-events.ts";
import {
  dropProvisional,
  type ErrorRow,
  type ToolRow,
  upsertErrors,
  upsertTools,
} from "./upsert-calls.ts";
import { type GitRow, upsertGit } from "./upsert-git.ts";
import { upsertSessions } from "./upsert-sessions.ts";
import { upsertHours, upsertRollups } from "./upsert-sums.ts";

/** All that one upload changes. */
export type LedgerWrite = {
  projects: ProjectRow[];
  runs: RunRow[];
  sessions: SessionRow[];
  changes: EventChange[];
  reads: Reads;
  deltas: LedgerDeltas;
  tools: ToolRow[];
  errors: ErrorRow[];
  git: GitRow[];
  /** Runs that only telemetry had told of until now. */
  newlyLogged: string[];
  /** In which manual sessions events came to stand. */
  elsewhere: Elsewhere[];
  /** What else is to be written with it, or not at all. */
  besides?: SQL[];
};

/** The calls, errors and git figures that were new or changed, each with its run. */
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
  statements.push(...upsertRuns(write));
  statements.push(...storeEvents(actor.workspaceId, write.changes));
  add(write.deltas.rollups, () => upsertRollups(actor.workspaceId, write.deltas));
  add(write.deltas.hours, () => upsertHours(actor.workspaceId, write.deltas));
  statements.push(...upsertSessions(ctx, write.sessions));
  add(write.elsewhere, () => noteElsewhere(actor.workspaceId, write.elsewhere));
  statements.push(...(write.besides ?? []));
  if (write.newlyLogged.length > 0)
    statements.push(...dropProvisional(actor.workspaceId, write.newlyLogged));
  // Last, since their answers are counted.
  const counted = statements.length;
  statements.push(
    ...upsertTools(write.tools),
    ...upsertErrors(write.errors),
    ...upsertGit(write.git),
  );
  try {
    const results = await runBatch(db, statements);
    return results.slice(counted).flat() as StoredCalls;
  } catch (error) {
    if (lostRace(error)) throw new LedgerMovedOn();
    throw error;
  }
}

/** A guard failed, or somebody else just took the same project slug. */
export const lostRace = (error: unknown) =>
  isGuardFailure(error) || /UNIQUE constraint failed: project/.test(String(error));

const noteElsewhere = (workspaceId: string, pairs: Elsewhere[]) =>
  insertRows(
    sessionElsewhere,
    pairs.map((pair) => ({ workspaceId, ...pair })),
    sql`ON CONFLICT DO NOTHING`,
  );

/** A run leaves its session only when its log first comes; the index by session is not written for all others. */
function upsertRuns({ runs, newlyLogged }: LedgerWrite): SQL[] {
  const { workspaceId: _, id: __, devSessionId, ...rest } = getTableColumns(run);
  const staying = Object.values(rest);
  const isMoving = ({ id }: RunRow) => newlyLogged.includes(id);
  const layers = [
    { rows: runs.filter((row) => !isMoving(row)), columns: staying },
    { rows: runs.filter(isMoving), columns: [...staying, devSessionId] },
  ];
  return layers
    .filter(({ rows }) => rows.length > 0)
    .map(({ rows, columns }) =>
      insertRows(
        run,
        rows,
        sql`ON CONFLICT (workspace_id, id) DO UPDATE SET ${replaceColumns(columns)}`,
      ),
    );
}
