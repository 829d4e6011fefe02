import { and, eq } from "drizzle-orm";
import { devSession } from "#worker/db/schema.ts";
import { AppError, notFound } from "#worker/errors.ts";
import type { Actor, OperationContext } from "../context.ts";
import type { SessionRow } from "./read-session.ts";

/** Fails with 404 where the workspace has no such session, and with 403 where it is somebody else's to change. */
export async function mustChangeSession(ctx: OperationContext, id: string): Promise<SessionRow> {
  const { db, actor } = ctx;
  const [row] = await db
    .select()
    .from(devSession)
    .where(and(eq(devSession.id, id), eq(devSession.workspaceId, actor.workspaceId)));
  if (!row) throw notFound("session");
  if (!mayChange(actor, row.personId)) {
    throw new AppError("forbidden", "This session is somebody else's; only admins may change it.");
  }
  return row;
}

/** A token acts for its person's own sessions, and for everybody's only with an admin's scope. */
function mayChange(actor: Actor, personId: string): boolean {
  if (actor.type === "system") return true;
  if (actor.personId === personId) return true;
  const isAdmin = actor.role === "admin" || actor.role === "owner";
  return isAdmin && (actor.type === "person" || actor.scopes.includes("admin"));
}
