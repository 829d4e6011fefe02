import { and, eq } from "drizzle-orm";
import { type Role, role } from "#contract/team.ts";
import { auth_member, auth_organization } from "#worker/db/auth-schema.ts";
import type { PersonContext } from "../context.ts";

export type Membership = { workspaceId: string; role: Role };

/** The person's place in the workspace of that slug; undefined where they have none. */
export async function readMembership(
  { db, person }: Pick<PersonContext, "db" | "person">,
  slug: string,
): Promise<Membership | undefined> {
  const [row] = await db
    .select({ workspaceId: auth_organization.id, role: auth_member.role })
    .from(auth_organization)
    .innerJoin(
      auth_member,
      and(eq(auth_member.organizationId, auth_organization.id), eq(auth_member.userId, person.id)),
    )
    .where(eq(auth_organization.slug, slug))
    .limit(1);
  const known = role.safeParse(row?.role);
  return row && known.success ? { workspaceId: row.workspaceId, role: known.data } : undefined;
}
