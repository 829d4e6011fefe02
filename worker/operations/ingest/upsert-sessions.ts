import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { addColumns, insertRows, replaceColumns } from "#worker/db/json-rows.ts";
import { devSession, usageEvent } from "#worker/db/schema.ts";
import { sumKeys } from "#worker/domain/sums.ts";
import type { SessionRow } from "./resolve-sessions.ts";

/**
 * Lays sessions over what is stored, after their events: sums are added, facts replaced, the revision rises. Times and
 * model follow from the events that are there by then, so that uploads at once end the same in any order, and so that
 * a session forgets an event that moved to another one.
 */
export function upsertSessions(rows: SessionRow[]): SQL {
  const columns = getTableColumns(devSession);
  const added = addColumns(
    devSession,
    sumKeys.map((key) => columns[key]),
  );
  const { branch, headCommit, projectId, type } = columns;
  const replaced = replaceColumns([branch, headCommit, projectId, type]);
  return insertRows(
    devSession,
    rows,
    sql`ON CONFLICT (id) DO UPDATE SET ${added}, ${replaced},
      title = CASE WHEN dev_session.title_is_own THEN dev_session.title ELSE excluded.title END,
      status = ${ofLaterActivity("status")},
      ended_at = ${ofAuto(sql`min(${ofLaterActivity("ended_at")}, ${lastActivity})`, ofLaterActivity("ended_at"))},
      started_at = ${ofAuto(firstActivity, sql`min(dev_session.started_at, excluded.started_at)`)},
      last_activity_at = ${lastActivity},
      last_model = ${lastModel},
      revision = dev_session.revision + 1`,
  );
}

/** The value of whoever saw the later activity. */
const ofLaterActivity = (name: string) => sql`CASE
  WHEN excluded.last_activity_at >= dev_session.last_activity_at
  THEN excluded.${sql.identifier(name)} ELSE dev_session.${sql.identifier(name)} END`;

/** People begin and end their sessions themselves. */
const ofAuto = (value: SQL, otherwise: SQL) =>
  sql`CASE WHEN dev_session.origin = 'auto' THEN ${value} ELSE ${otherwise} END`;

const ofSession = sql`workspace_id = excluded.workspace_id AND dev_session_id = excluded.id`;

// A session that lost its last event keeps what it had.
const firstActivity = sql`coalesce(
  (SELECT min(occurred_at) FROM ${usageEvent} WHERE ${ofSession}), dev_session.started_at)`;
const lastActivity = sql`coalesce(
  (SELECT max(occurred_at) FROM ${usageEvent} WHERE ${ofSession}), dev_session.last_activity_at)`;
const lastModel = sql`(
  SELECT model FROM ${usageEvent} WHERE ${ofSession} AND NOT auxiliary
  ORDER BY occurred_at DESC, key DESC LIMIT 1)`;
