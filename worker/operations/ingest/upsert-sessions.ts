import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { addColumns, insertRows, replaceColumns, valuesOf } from "#worker/db/json-rows.ts";
import { devSession, usageEvent } from "#worker/db/schema.ts";
import { idleAfterMs, runsAheadMs } from "#worker/domain/session-facts.ts";
import { sumKeys } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { sessionsById } from "../sessions/sessions-by-id.ts";
import type { SessionRow } from "./resolve-sessions.ts";

/**
 * Lays sessions over what is stored, after their events: sums are added, facts replaced, the revision rises. Times,
 * status and model follow from the events that are there by then, so that uploads at once end the same in any order,
 * and so that a session forgets an event that moved to another one.
 */
export function upsertSessions(ctx: OperationContext, rows: SessionRow[]): SQL[] {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  return [addToSessions(rows), settleSessions(ctx, ids)];
}

/** Sets no column that the indexes of open sessions and of all by their start hold: SQLite would write those each time. */
function addToSessions(rows: SessionRow[]): SQL {
  const columns = getTableColumns(devSession);
  const added = addColumns(
    devSession,
    sumKeys.map((key) => columns[key]),
  );
  const { branch, headCommit, projectId } = columns;
  const replaced = replaceColumns([branch, headCommit, projectId]);
  return insertRows(
    devSession,
    rows,
    sql`ON CONFLICT (id) DO UPDATE SET ${added}, ${replaced},
      title = CASE WHEN dev_session.title_is_own THEN dev_session.title ELSE excluded.title END,
      type = CASE WHEN dev_session.type_is_own THEN dev_session.type ELSE excluded.type END,
      runtime = CASE WHEN dev_session.origin = 'auto' THEN dev_session.runtime ELSE ${lastRuntime} END,
      ended_at = CASE WHEN ${followsActivity} AND dev_session.status = 'completed'
        THEN ${lastActivity} ELSE dev_session.ended_at END,
      last_activity_at = ${lastActivity},
      last_model = ${lastModel},
      revision = dev_session.revision + 1`,
  );
}

/** Start and status, of those sessions in which they change. */
function settleSessions({ now, actor }: OperationContext, ids: string[]): SQL {
  const isIdle = sql`(${now} - last_activity_at >= ${idleAfterMs}
    OR last_activity_at - ${now} > ${runsAheadMs})`;
  const startedAt = sql`CASE WHEN origin = 'auto' THEN ${firstActivity} ELSE started_at END`;
  const status = sql`CASE WHEN NOT ${followsActivity} THEN status
    WHEN ${isIdle} THEN 'completed' ELSE 'active' END`;
  const endedAt = sql`CASE WHEN NOT ${followsActivity} THEN ended_at
    WHEN ${isIdle} THEN last_activity_at END`;
  return sql`UPDATE ${devSession}
    SET started_at = ${startedAt}, status = ${status}, ended_at = ${endedAt}
    WHERE ${sessionsById(actor.workspaceId, valuesOf(ids))}
      AND (started_at, status, ended_at) IS NOT (${startedAt}, ${status}, ${endedAt})`;
}

/** Auto sessions follow their activity; what a person began, paused or cancelled stays as it is. */
const followsActivity = sql`(dev_session.origin = 'auto'
  AND dev_session.status IN ('active', 'completed'))`;

const ofSession = sql`workspace_id = dev_session.workspace_id AND dev_session_id = dev_session.id`;

// An auto session that lost its last event keeps what it had.
const firstActivity = sql`coalesce(
  (SELECT min(occurred_at) FROM ${usageEvent} WHERE ${ofSession}), dev_session.started_at)`;
const lastActivity = sql`coalesce(
  (SELECT max(occurred_at) FROM ${usageEvent} WHERE ${ofSession}),
  CASE WHEN dev_session.origin = 'auto' THEN dev_session.last_activity_at
    ELSE dev_session.started_at END)`;
const lastRuntime = sql`coalesce((
  SELECT runtime FROM ${usageEvent} WHERE ${ofSession}
  ORDER BY occurred_at DESC, key DESC LIMIT 1), dev_session.runtime)`;
const lastModel = sql`(
  SELECT model FROM ${usageEvent} WHERE ${ofSession} AND NOT auxiliary
  ORDER BY occurred_at DESC, key DESC LIMIT 1)`;
