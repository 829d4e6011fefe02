import { and, desc, eq, gt } from "drizzle-orm";
import { type ReceivedInvitation, role } from "#contract/team.ts";
import { auth_invitation, auth_organization, auth_user } from "#worker/db/auth-schema.ts";
import { notFound } from "#worker/errors.ts";
import type { PersonContext } from "../context.ts";

/**
 * The open invitations to the person's own address, newest first. An address counts as theirs once it was proven,
 * by a code or by GitHub's word.
 */
export async function listReceivedInvitations(ctx: PersonContext): Promise<ReceivedInvitation[]> {
  const { db, now, person } = ctx;
  const [self] = await db.select().from(auth_user).where(eq(auth_user.id, person.id));
  if (!self?.emailVerified) return [];

  const rows = await db
    .select({
      id: auth_invitation.id,
      role: auth_invitation.role,
      expiresAt: auth_invitation.expiresAt,
      workspace: { name: auth_organization.name, slug: auth_organization.slug },
      invitedBy: { name: auth_user.name },
    })
    .from(auth_invitation)
    .innerJoin(auth_organization, eq(auth_organization.id, auth_invitation.organizationId))
    .innerJoin(auth_user, eq(auth_user.id, auth_invitation.inviterId))
    .where(
      and(
        eq(auth_invitation.email, self.email),
        eq(auth_invitation.status, "pending"),
        gt(auth_invitation.expiresAt, new Date(now)),
      ),
    )
    .orderBy(desc(auth_invitation.createdAt));
  return rows.map((row) => ({
    ...row,
    role: role.parse(row.role),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

/** One of them. An invitation to somebody else does not exist for the person. */
export async function readReceivedInvitation(
  ctx: PersonContext,
  id: string,
): Promise<ReceivedInvitation> {
  const found = (await listReceivedInvitations(ctx)).find((one) => one.id === id);
  if (!found) throw notFound("invitation");
  return found;
}
