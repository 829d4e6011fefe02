import { asc, eq } from "drizzle-orm";
import { type Member, role } from "#contract/team.ts";
import { auth_member, auth_user } from "#worker/db/auth-schema.ts";
import type { OperationContext } from "../context.ts";

/** Everybody in the workspace, in the order of joining. */
export async function listMembers({ db, actor }: OperationContext): Promise<Member[]> {
  const rows = await db
    .select({
      personId: auth_user.id,
      name: auth_user.name,
      email: auth_user.email,
      image: auth_user.image,
      role: auth_member.role,
      joinedAt: auth_member.createdAt,
    })
    .from(auth_member)
    .innerJoin(auth_user, eq(auth_user.id, auth_member.userId))
    .where(eq(auth_member.organizationId, actor.workspaceId))
    .orderBy(asc(auth_member.createdAt), asc(auth_member.id));
  return rows.map((row) => ({
    ...row,
    role: role.parse(row.role),
    joinedAt: row.joinedAt.toISOString(),
  }));
}
