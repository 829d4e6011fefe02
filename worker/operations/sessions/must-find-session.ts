import { and, eq } from "drizzle-orm";
import { devSession } from "#worker/db/schema.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";

/** Fails with 404 where the actor's workspace has no such session. */
export async function mustFindSession(
  { db, actor }: OperationContext,
  sessionId: string,
): Promise<void> {
  const rows = await db
    .select({ id: devSession.id })
    .from(devSession)
    .where(and(eq(devSession.id, sessionId), eq(devSession.workspaceId, actor.workspaceId)));
  if (rows.length === 0) throw notFound("session");
}
