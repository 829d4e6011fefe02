import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SessionNotes } from "#contract/session-changes.ts";
import { insertRows, replaceColumns } from "#worker/db/json-rows.ts";
import { sessionNote } from "#worker/db/lifecycle-schema.ts";
import type { OperationContext } from "../context.ts";
import { raiseRevision } from "./raise-revision.ts";

const columns = getTableColumns(sessionNote);

/** Lays what a person wrote over what is there; what is absent stays. Without anything, no statement. */
export function saveNotes(
  ctx: OperationContext,
  devSessionId: string,
  { summary, keyChanges, nextSteps }: SessionNotes = {},
): SQL[] {
  const { workspaceId } = ctx.actor;
  const given = [
    { column: columns.summary, value: summary, stored: summary },
    { column: columns.keyChanges, value: keyChanges, stored: JSON.stringify(keyChanges) },
    { column: columns.nextSteps, value: nextSteps, stored: JSON.stringify(nextSteps) },
  ].filter(({ value }) => value !== undefined);
  if (given.length === 0) return [];
  const isSame = given.map(({ column, stored }) => sql`${column} IS ${stored}`);
  const same = sql`SELECT 1 FROM ${sessionNote} WHERE workspace_id = ${workspaceId}
    AND dev_session_id = ${devSessionId} AND ${sql.join(isSame, sql` AND `)}`;
  const row = {
    workspaceId,
    devSessionId,
    summary: summary ?? null,
    keyChanges: keyChanges ?? [],
    nextSteps: nextSteps ?? [],
  };
  return [
    raiseRevision(ctx, devSessionId, sql`NOT EXISTS (${same})`),
    insertRows(
      sessionNote,
      [row],
      sql`ON CONFLICT (workspace_id, dev_session_id)
        DO UPDATE SET ${replaceColumns(given.map(({ column }) => column))}`,
    ),
  ];
}
