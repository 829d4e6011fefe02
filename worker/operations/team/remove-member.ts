import { and, eq, isNull, notExists } from "drizzle-orm";
import { auth_member } from "#worker/db/auth-schema.ts";
import { apiToken, machine } from "#worker/db/team-schema.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { closeSockets } from "./close-sockets.ts";
import { isMember, lastOwner, otherOwnerStays } from "./last-owner.ts";

/**
 * Ends somebody's membership and their machines' tokens, in one transaction. What they did stays in the ledger.
 * The last owner cannot go.
 */
export async function removeMember(ctx: OperationContext, personId: string): Promise<void> {
  const { db, now, actor } = ctx;
  const { workspaceId } = actor;
  const membership = db
    .select({ id: auth_member.id })
    .from(auth_member)
    .where(isMember(workspaceId, personId));
  const theirs = (table: typeof machine | typeof apiToken) =>
    and(
      eq(table.workspaceId, workspaceId),
      eq(table.personId, personId),
      isNull(table.revokedAt),
      notExists(membership),
    );

  const [removed] = await db.batch([
    db
      .delete(auth_member)
      .where(and(isMember(workspaceId, personId), otherOwnerStays(workspaceId, personId)))
      .returning({ id: auth_member.id }),
    db.update(machine).set({ revokedAt: now }).where(theirs(machine)),
    db.update(apiToken).set({ revokedAt: now }).where(theirs(apiToken)),
  ]);
  if (removed.length === 0) throw (await membership).length > 0 ? lastOwner() : notFound("member");

  // Sockets that a machine opened carry its person too.
  await closeSockets(ctx, workspaceId, [`person:${personId}`]);
}
