import { type SQL, sql } from "drizzle-orm";
import { valuesOf } from "#worker/db/json-rows.ts";
import { devSession } from "#worker/db/schema.ts";
import type { OperationContext } from "../context.ts";
import { sessionsById } from "../sessions/sessions-by-id.ts";

/** Raises the revision of sessions, with whatever else is written. */
export const raiseRevisions = ({ actor }: OperationContext, ids: string[]): SQL =>
  sql`UPDATE ${devSession} SET revision = revision + 1
    WHERE ${sessionsById(actor.workspaceId, valuesOf(ids))}`;

/**
 * Raises the revision of sessions of which only calls or errors changed, so that open pages look again. Answers those
 * that there are: a session comes into being with its first event.
 */
export async function touchSessions(
  { db, actor }: OperationContext,
  ids: Set<string>,
): Promise<string[]> {
  if (ids.size === 0) return [];
  const touched = await db
    .update(devSession)
    .set({ revision: sql`${devSession.revision} + 1` })
    .where(sessionsById(actor.workspaceId, valuesOf([...ids])))
    .returning({ id: devSession.id });
  return touched.map(({ id }) => id);
}
