import { and, eq, sql } from "drizzle-orm";
import type { Workspace } from "#contract/team.ts";
import { auth_invitation, auth_member } from "#worker/db/auth-schema.ts";
import { notFound } from "#worker/errors.ts";
import type { PersonContext } from "../context.ts";
import { listWorkspaces } from "./list-workspaces.ts";
import { newId } from "./new-id.ts";
import { readReceivedInvitation } from "./list-received-invitations.ts";

/** Joins the workspace that an invitation names. Somebody who is a member already keeps their role. */
export async function acceptInvitation(ctx: PersonContext, id: string): Promise<Workspace> {
  const { db, now, person } = ctx;
  const { workspace } = await readReceivedInvitation(ctx, id);
  await db.batch([
    // Both statements ask again whether the invitation is open, so that it is used once.
    // Columns in the order of the table: id, organization_id, user_id, role, created_at.
    db.insert(auth_member).select(
      sql`SELECT ${newId("mem")}, invitation.organization_id, ${person.id}, invitation.role, ${now}
        FROM ${auth_invitation} AS invitation
        WHERE invitation.id = ${id} AND invitation.status = 'pending' AND NOT EXISTS (
          SELECT 1 FROM ${auth_member} AS member
          WHERE member.organization_id = invitation.organization_id AND member.user_id = ${person.id}
        )`,
    ),
    answer(ctx, id, "accepted"),
  ]);
  const joined = (await listWorkspaces(ctx)).find(({ slug }) => slug === workspace.slug);
  if (!joined) throw notFound("invitation");
  return joined;
}

/** Says no to an invitation. */
export async function declineInvitation(ctx: PersonContext, id: string): Promise<void> {
  await readReceivedInvitation(ctx, id);
  await answer(ctx, id, "rejected");
}

const answer = ({ db }: PersonContext, id: string, status: "accepted" | "rejected") =>
  db
    .update(auth_invitation)
    .set({ status })
    .where(and(eq(auth_invitation.id, id), eq(auth_invitation.status, "pending")));
