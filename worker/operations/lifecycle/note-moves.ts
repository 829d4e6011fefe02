import { type SQL, sql } from "drizzle-orm";
import { sessionElsewhere, sessionMove } from "#worker/db/lifecycle-schema.ts";
import {
  devSession,
  endedSession,
  openSession,
  sessionDuration,
  usageRollup,
} from "#worker/db/schema.ts";
import { hourMs, hourOf } from "#worker/domain/ledger-changes.ts";
import { forever } from "#worker/domain/place-event.ts";
import type { Period } from "#worker/domain/session-lifecycle.ts";
import type { OperationContext } from "../context.ts";
import type { SessionRow } from "./read-session.ts";

/**
 * Notes, in the transaction that changes when a session runs, in which sessions events of that time stand: its own, and
 * the auto sessions that have such of its person and project. Whatever is uploaded later is put where it belongs.
 */
export function noteMoves(ctx: OperationContext, session: SessionRow, window: Period): SQL[] {
  const { workspaceId, id } = session;
  const { fromAt, toAt } = window;
  if (fromAt >= toAt) return [];
  const values = sql`${fromAt}, '', ${toAt}, ${ctx.now}`;
  const overlapping = sql`workspace_id = ${workspaceId} AND origin = 'auto'
    AND last_activity_at >= ${fromAt} AND started_at < ${toAt}
    AND EXISTS (${eventsOf(session, window)})`;
  // No ended one is longer than the longest, so none that reaches into the window began earlier than this.
  const earliest = sql`${fromAt} - coalesce((SELECT ${sessionDuration(devSession)} FROM ${devSession}
    WHERE workspace_id = ${workspaceId} AND ${endedSession}
    ORDER BY ${sessionDuration(devSession)} DESC LIMIT 1), 0)`;
  return [
    insertMoves(sql`SELECT ${workspaceId}, ${id}, ${values} WHERE true`),
    insertMoves(sql`SELECT workspace_id, id, ${values} FROM ${devSession}
      WHERE ${openSession} AND ${overlapping}`),
    insertMoves(sql`SELECT workspace_id, id, ${values} FROM ${devSession}
      WHERE ${endedSession} AND started_at >= ${earliest} AND ${overlapping}`),
  ];
}

/** The same for all sessions in which events of a run's own session's runs stand. */
export const noteMovesHome = ({ now, actor }: OperationContext, home: string): SQL =>
  insertMoves(sql`SELECT workspace_id, dev_session_id, 0, '', ${forever}, ${now}
    FROM ${sessionElsewhere}
    WHERE workspace_id = ${actor.workspaceId} AND home_session_id = ${home}`);

const eventsOf = ({ personId, projectId }: SessionRow, { fromAt, toAt }: Period) =>
  sql`SELECT 1 FROM ${usageRollup} AS sums
    WHERE sums.workspace_id = dev_session.workspace_id AND sums.dev_session_id = dev_session.id
      AND sums.hour_at >= ${hourOf(fromAt)} AND sums.hour_at < ${toAt + hourMs}
      AND sums.person_id = ${personId} AND sums.project_id = ${projectId} AND sums.events > 0`;

const insertMoves = (rows: SQL) =>
  sql`INSERT INTO ${sessionMove}
      (workspace_id, dev_session_id, cursor_at, cursor_key, to_at, updated_at) ${rows}
    ON CONFLICT (workspace_id, dev_session_id) DO UPDATE SET
      cursor_at = min(session_move.cursor_at, excluded.cursor_at), cursor_key = '',
      to_at = max(session_move.to_at, excluded.to_at), updated_at = excluded.updated_at`;
