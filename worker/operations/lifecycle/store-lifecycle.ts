import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { runBatch } from "#worker/db/client.ts";
import { insertRows, replaceColumns } from "#worker/db/json-rows.ts";
import { lifecycle, sessionStretch } from "#worker/db/lifecycle-schema.ts";
import { devSession } from "#worker/db/schema.ts";
import { type Lifecycle, type Period, workOf } from "#worker/domain/session-lifecycle.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { failWhere } from "../ingest/guard-reads.ts";
import { otherLifecycle } from "../ingest/read-places.ts";
import { lostRace } from "../ingest/store-batch.ts";
import { noteMoves } from "./note-moves.ts";
import type { SessionRow } from "./read-session.ts";

const attempts = 8;

export type LifecycleWrite = {
  /** Read before anything that the change was decided by. */
  revision: number;
  /** As it was, or as it begins. */
  session: SessionRow;
  after: Lifecycle;
  /** The time in which events may belong elsewhere by now. */
  window: Period;
  /** What else is to be written with it, or not at all. */
  besides?: SQL[];
};

/** Stores when a session runs, and what is to follow from it, in one transaction; or nothing where somebody was faster. */
export async function storeLifecycle(ctx: OperationContext, write: LifecycleWrite): Promise<void> {
  const { workspaceId } = ctx.actor;
  await runBatch(ctx.db, [
    ...raiseLifecycle(workspaceId, write.revision),
    upsertSession(write),
    upsertStretches(write),
    ...noteMoves(ctx, write.session, write.window),
    ...(write.besides ?? []),
  ]);
}

/** Every change of what says where events belong raises it, so that two at once are one after the other. */
export const raiseLifecycle = (workspaceId: string, revision: number): SQL[] => [
  failWhere(otherLifecycle(workspaceId, revision)),
  sql`INSERT INTO ${lifecycle} (workspace_id, revision) VALUES (${workspaceId}, 1)
    ON CONFLICT (workspace_id) DO UPDATE SET revision = lifecycle.revision + 1`,
];

/** Reads, decides and stores again until nobody else did in between. */
export async function untilStored(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!lostRace(error)) throw error;
    }
  }
  throw new AppError("busy", "Others are changing sessions at this moment; send this again.", 2);
}

function upsertSession({ session, after }: LifecycleWrite): SQL {
  const { status, startedAt, endedAt } = after;
  const row = { ...session, status, startedAt, endedAt, ...workOf(after) };
  const columns = getTableColumns(devSession);
  const replaced = [columns.status, columns.startedAt, columns.endedAt];
  return insertRows(
    devSession,
    [row],
    sql`ON CONFLICT (id) DO UPDATE SET
      ${replaceColumns([...replaced, columns.workedMs, columns.runningSince])},
      last_activity_at = CASE WHEN dev_session.events = 0 THEN excluded.started_at
        ELSE dev_session.last_activity_at END,
      revision = dev_session.revision + 1`,
  );
}

function upsertStretches({ session, after }: LifecycleWrite): SQL {
  const { workspaceId, id: devSessionId, personId, projectId } = session;
  const { fromAt, toAt } = getTableColumns(sessionStretch);
  const rows = after.periods.map((period, nth) => ({
    workspaceId,
    devSessionId,
    nth,
    personId,
    projectId,
    ...period,
  }));
  return insertRows(
    sessionStretch,
    rows,
    sql`ON CONFLICT (workspace_id, dev_session_id, nth) DO UPDATE SET ${replaceColumns([fromAt, toAt])}
      WHERE (session_stretch.from_at, session_stretch.to_at) IS NOT (excluded.from_at, excluded.to_at)`,
  );
}
