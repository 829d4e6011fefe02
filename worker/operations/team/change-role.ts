import { and } from "drizzle-orm";
import type { Member, Role } from "#contract/team.ts";
import { auth_member } from "#worker/db/auth-schema.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { isMember, lastOwner, otherOwnerStays } from "./last-owner.ts";
import { listMembers } from "./list-members.ts";

/** Gives a member another role. The last owner stays one. */
export async function changeRole(
  ctx: OperationContext,
  { personId, role }: { personId: string; role: Role },
): Promise<Member> {
  const { workspaceId } = ctx.actor;
  const mayChange = role === "owner" ? undefined : otherOwnerStays(workspaceId, personId);
  const changed = await ctx.db
    .update(auth_member)
    .set({ role })
    .where(and(isMember(workspaceId, personId), mayChange))
    .returning({ id: auth_member.id });

  const member = (await listMembers(ctx)).find((one) => one.personId === personId);
  if (!member) throw notFound("member");
  if (changed.length === 0) throw lastOwner();
  return member;
}
