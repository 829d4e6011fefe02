import { and, asc, eq } from "drizzle-orm";
import { sessionStretch } from "#worker/db/lifecycle-schema.ts";
import { devSession } from "#worker/db/schema.ts";
import type { Lifecycle } from "#worker/domain/session-lifecycle.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";

export type SessionRow = typeof devSession.$inferSelect;

/** A session as it stands, with the periods in which it ran. */
export async function readSession(ctx: OperationContext, id: string) {
  const { db, actor } = ctx;
  const [[row], periods] = await Promise.all([
    db
      .select()
      .from(devSession)
      .where(and(eq(devSession.id, id), eq(devSession.workspaceId, actor.workspaceId))),
    readPeriods(ctx, id),
  ]);
  if (!row) throw notFound("session");
  const { status, startedAt, endedAt } = row;
  const lifecycle: Lifecycle = { status, startedAt, endedAt, periods };
  return { row, lifecycle };
}

/** The periods in which a manual session ran, in order; none of an auto session. */
export function readPeriods({ db, actor }: OperationContext, id: string) {
  return db
    .select({ fromAt: sessionStretch.fromAt, toAt: sessionStretch.toAt })
    .from(sessionStretch)
    .where(
      and(eq(sessionStretch.workspaceId, actor.workspaceId), eq(sessionStretch.devSessionId, id)),
    )
    .orderBy(asc(sessionStretch.nth));
}
