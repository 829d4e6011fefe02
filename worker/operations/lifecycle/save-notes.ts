import { type SQL, sql } from "drizzle-orm";
import type { SessionNotes } from "#contract/session-changes.ts";
import { insertRows } from "#worker/db/json-rows.ts";
import { sessionNote } from "#worker/db/lifecycle-schema.ts";
import { devSession } from "#worker/db/schema.ts";
import type { OperationContext } from "../context.ts";

/** Lays what a person wrote over what is there; what is absent stays. Without anything, no statement. */
export function saveNotes(
  { actor }: OperationContext,
  devSessionId: string,
  notes: SessionNotes = {},
): SQL[] {
  const { workspaceId } = actor;
  const { summary, keyChanges, nextSteps } = notes;
  const given = Object.entries({ summary, key_changes: keyChanges, next_steps: nextSteps }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length === 0) return [];
  const row = {
    workspaceId,
    devSessionId,
    summary: summary ?? null,
    keyChanges: keyChanges ?? [],
    nextSteps: nextSteps ?? [],
  };
  const set = given.map(([name]) => {
    const column = sql.identifier(name);
    return sql`${column} = excluded.${column}`;
  });
  return [
    insertRows(
      sessionNote,
      [row],
      sql`ON CONFLICT (workspace_id, dev_session_id) DO UPDATE SET ${sql.join(set, sql`, `)}`,
    ),
    sql`UPDATE ${devSession} SET revision = revision + 1
      WHERE id = ${devSessionId} AND workspace_id = ${workspaceId}`,
  ];
}
