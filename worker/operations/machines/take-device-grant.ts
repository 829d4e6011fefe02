import { and, eq, gt } from "drizzle-orm";
import type { TokenScope } from "#contract/team.ts";
import { tokenScope } from "#contract/team.ts";
import { auth_member } from "#worker/db/auth-schema.ts";
import { deviceGrant } from "#worker/db/team-schema.ts";
import { AppError } from "#worker/errors.ts";
import { role } from "#contract/team.ts";
import type { PersonContext } from "../context.ts";
import type { Membership } from "../team/read-membership.ts";
import { normalUserCode } from "./read-device-request.ts";

/** Codes live a quarter of an hour, and the machine takes its token seconds after the approval. */
const grantLifetimeMs = 20 * 60_000;

export type TakenGrant = { membership: Membership; scopes: TokenScope[] };

/** What the person approved for this code. It can be taken once. */
export async function takeDeviceGrant(
  { db, now, person }: PersonContext,
  userCode: string,
): Promise<TakenGrant> {
  const [grant] = await db
    .delete(deviceGrant)
    .where(
      and(
        eq(deviceGrant.userCode, normalUserCode(userCode)),
        eq(deviceGrant.personId, person.id),
        gt(deviceGrant.createdAt, now - grantLifetimeMs),
      ),
    )
    .returning();
  if (!grant) throw new AppError("forbidden", "Nobody approved this code; log in again.");

  const [member] = await db
    .select({ role: auth_member.role })
    .from(auth_member)
    .where(
      and(eq(auth_member.organizationId, grant.workspaceId), eq(auth_member.userId, person.id)),
    );
  if (!member) throw new AppError("forbidden", "You are not in that workspace any more.");
  return {
    membership: { workspaceId: grant.workspaceId, role: role.parse(member.role) },
    scopes: tokenScope.array().parse(grant.scopes),
  };
}
