import { and, eq, gt, sql } from "drizzle-orm";
import type { Invitation, InvitationInput } from "#contract/team.ts";
import { auth_invitation, auth_member, auth_user } from "#worker/db/auth-schema.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { listInvitations } from "./list-invitations.ts";
import { newId } from "./new-id.ts";

const openForMs = 7 * 86_400_000;

/** Most invitations that wait for an answer in one workspace, so that nobody mails the world through it. */
const mostOpen = 50;

/** Invites an address. Inviting it again prolongs the open invitation and changes its role, under the same id. */
export async function createInvitation(
  ctx: OperationContext,
  { email, role }: InvitationInput,
): Promise<Invitation> {
  await refuseMember(ctx, email);
  const expiresAt = new Date(ctx.now + openForMs);
  const prolonged = await ctx.db
    .update(auth_invitation)
    .set({ role, expiresAt })
    .where(and(isOpen(ctx), eq(auth_invitation.email, email)))
    .returning({ id: auth_invitation.id });
  const id = prolonged[0]?.id ?? (await insert(ctx, { email, role, expiresAt }));

  const made = (await listInvitations(ctx)).find((one) => one.id === id);
  if (!made) throw new Error("The invitation that was just made is gone.");
  return made;
}

async function refuseMember({ db, actor }: OperationContext, email: string): Promise<void> {
  const [member] = await db
    .select({ id: auth_member.id })
    .from(auth_member)
    .innerJoin(auth_user, eq(auth_user.id, auth_member.userId))
    .where(and(eq(auth_member.organizationId, actor.workspaceId), eq(auth_user.email, email)));
  if (member) throw new AppError("conflict", `${email} is a member already.`);
}

type NewInvitation = InvitationInput & { expiresAt: Date };

async function insert(ctx: OperationContext, invited: NewInvitation): Promise<string> {
  const { db, now, actor } = ctx;
  if (actor.type === "system") throw new Error("Only people invite people.");
  const [open] = await db
    .select({ count: sql<number>`count(*)` })
    .from(auth_invitation)
    .where(isOpen(ctx));
  if ((open?.count ?? 0) >= mostOpen) {
    throw new AppError("conflict", `${mostOpen} invitations are open already; cancel some first.`);
  }
  const id = newId("inv");
  await db.insert(auth_invitation).values({
    ...invited,
    id,
    organizationId: actor.workspaceId,
    inviterId: actor.personId,
    status: "pending",
    createdAt: new Date(now),
  });
  return id;
}

const isOpen = ({ actor, now }: OperationContext) =>
  and(
    eq(auth_invitation.organizationId, actor.workspaceId),
    eq(auth_invitation.status, "pending"),
    gt(auth_invitation.expiresAt, new Date(now)),
  );
