import { and, desc, eq, gt } from "drizzle-orm";
import { type Invitation, role } from "#contract/team.ts";
import { auth_invitation, auth_user } from "#worker/db/auth-schema.ts";
import type { OperationContext } from "../context.ts";

/** The workspace's open invitations, newest first. */
export async function listInvitations(ctx: OperationContext): Promise<Invitation[]> {
  const { db, env, now, actor } = ctx;
  const rows = await db
    .select({ invitation: auth_invitation, inviter: { id: auth_user.id, name: auth_user.name } })
    .from(auth_invitation)
    .innerJoin(auth_user, eq(auth_user.id, auth_invitation.inviterId))
    .where(
      and(
        eq(auth_invitation.organizationId, actor.workspaceId),
        eq(auth_invitation.status, "pending"),
        gt(auth_invitation.expiresAt, new Date(now)),
      ),
    )
    .orderBy(desc(auth_invitation.createdAt));
  return rows.map(({ invitation, inviter }) => ({
    id: invitation.id,
    email: invitation.email,
    role: role.parse(invitation.role),
    invitedBy: inviter,
    createdAt: invitation.createdAt.toISOString(),
    expiresAt: invitation.expiresAt.toISOString(),
    link: new URL(`/invite/${invitation.id}`, env.APP_URL).href,
  }));
}
