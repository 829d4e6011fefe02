import { asc, eq } from "drizzle-orm";
import { role, type Workspace } from "#contract/team.ts";
import { auth_member, auth_organization } from "#worker/db/auth-schema.ts";
import { workspaceSetting } from "#worker/db/team-schema.ts";
import { vibeRates } from "#worker/db/vibe-schema.ts";
import type { PersonContext } from "../context.ts";
import { latestRates, shownVibe } from "../vibe/shown-vibe.ts";

/** The workspaces that the person belongs to, the one joined first at the top. */
export async function listWorkspaces({
  db,
  person,
}: Pick<PersonContext, "db" | "person">): Promise<Workspace[]> {
  const rows = await db
    .select({
      id: auth_organization.id,
      slug: auth_organization.slug,
      name: auth_organization.name,
      timezone: workspaceSetting.timezone,
      role: auth_member.role,
      rates: vibeRates.rates,
    })
    .from(auth_member)
    .innerJoin(auth_organization, eq(auth_organization.id, auth_member.organizationId))
    .leftJoin(workspaceSetting, eq(workspaceSetting.workspaceId, auth_organization.id))
    .leftJoin(vibeRates, latestRates)
    .where(eq(auth_member.userId, person.id))
    .orderBy(asc(auth_member.createdAt), asc(auth_member.id));
  return rows.map(({ rates, ...row }) => ({
    ...row,
    timezone: row.timezone ?? "UTC",
    role: role.parse(row.role),
    ...shownVibe(rates),
  }));
}
