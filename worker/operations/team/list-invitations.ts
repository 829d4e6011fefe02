import { and, desc, eq, gt } from "drizzle-orm";
import { type Invitation, role } from "#contract/team.ts";
import { auth_invitation, auth_organization, auth_user } from "#worker/db/auth-schema.ts";
import type { OperationContext } from "../context.ts";

/** The workspace's open invitations, newest first. */
export async function listInvitations(ctx: OperationContext): Promise<Invitation[]> {
  const { db, env, now, actor } = ctx;
  const rows = await db
    .select({
      invitation: auth_invitation,
      inviter: { id: auth_user.id, name: auth_user.name },
      workspace: { name: auth_organization.name, slug: auth_organization.slug },
    })
    .from(auth_invitation)
    .innerJoin(auth_organization, eq(auth_organization.id, auth_invitation.organizationId))
    .innerJoin(auth_user, eq(auth_user.id, auth_invitation.inviterId))
    .where(
      and(
        eq(auth_invitation.organizationId, actor.workspaceId),
        eq(auth_invitation.status, "pending"),
        gt(auth_invitation.expiresAt, new Date(now)),
      ),
    )
    .orderBy(desc(auth_invitation.createdAt));
  return rows.map(({ invitation, inviter, workspace }) => ({
    id: invitation.id,
    email: invitation.email,
    role: role.parse(invitation.role),
    workspace,
    invitedBy: inviter,
    createdAt: invitation.createdAt.toISOString(),
    expiresAt: invitation.expiresAt.toISOString(),
    link: new URL(`/invite/${invitation.id}`, env.APP_URL).href,
  }));
}
