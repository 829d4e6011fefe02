import { eq } from "drizzle-orm";
import type { Role, Workspace } from "#contract/team.ts";
import { auth_organization } from "#worker/db/auth-schema.ts";
import type { Database } from "#worker/db/client.ts";
import { workspaceSetting } from "#worker/db/team-schema.ts";
import { vibeRates } from "#worker/db/vibe-schema.ts";
import { notFound } from "#worker/errors.ts";
import { latestRates, shownVibe } from "../vibe/shown-vibe.ts";

/** A workspace as somebody of that role sees it. The caller has checked that they belong to it. */
export async function readWorkspace(
  db: Database,
  { id, role }: { id: string; role: Role },
): Promise<Workspace> {
  const [row] = await db
    .select({
      id: auth_organization.id,
      slug: auth_organization.slug,
      name: auth_organization.name,
      timezone: workspaceSetting.timezone,
      rates: vibeRates.rates,
    })
    .from(auth_organization)
    .leftJoin(workspaceSetting, eq(workspaceSetting.workspaceId, auth_organization.id))
    .leftJoin(vibeRates, latestRates)
    .where(eq(auth_organization.id, id));
  if (!row) throw notFound("workspace");
  const { rates, ...workspace } = row;
  return { ...workspace, timezone: row.timezone ?? "UTC", role, ...shownVibe(rates) };
}
