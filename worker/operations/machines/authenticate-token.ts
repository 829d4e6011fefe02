import { and, eq, isNull, lt, or } from "drizzle-orm";
import { role, tokenScope } from "#contract/team.ts";
import { auth_member, auth_organization, auth_user } from "#worker/db/auth-schema.ts";
import type { Database } from "#worker/db/client.ts";
import { apiToken, machine } from "#worker/db/team-schema.ts";
import type { OperationContext } from "../context.ts";
import { hashOfToken } from "./token-secret.ts";

const minuteMs = 60_000;

type LookupContext = Pick<OperationContext, "db" | "now" | "waitUntil">;

/**
 * Whose token it is, or undefined for one that is unknown, revoked, or whose person has left the workspace. Read at
 * every request, in one query, so that revoking works at once.
 */
export async function authenticateToken(ctx: LookupContext, token: string) {
  const row = await findToken(ctx.db, await hashOfToken(token));
  const memberRole = role.safeParse(row?.role);
  if (!row || !memberRole.success) return undefined;

  noteUse(ctx, row.tokenId, row.lastUsedAt);
  const { person, workspace } = row;
  const scopes = tokenScope.array().parse(row.scopes);
  return {
    type: "machine" as const,
    person,
    workspace,
    machine: row.machine,
    scopes,
    actor: {
      type: "machine" as const,
      workspaceId: workspace.id,
      personId: person.id,
      machineId: row.machine.id,
      tokenId: row.tokenId,
      role: memberRole.data,
      scopes,
    },
  };
}

async function findToken(db: Database, hash: string) {
  const [row] = await db
    .select({
      tokenId: apiToken.id,
      scopes: apiToken.scopes,
      lastUsedAt: apiToken.lastUsedAt,
      role: auth_member.role,
      machine: { id: machine.id, name: machine.name },
      workspace: { id: auth_organization.id, slug: auth_organization.slug },
      person: {
        id: auth_user.id,
        name: auth_user.name,
        email: auth_user.email,
        image: auth_user.image,
      },
    })
    .from(apiToken)
    .innerJoin(machine, eq(machine.id, apiToken.machineId))
    .innerJoin(auth_organization, eq(auth_organization.id, apiToken.workspaceId))
    .innerJoin(auth_user, eq(auth_user.id, apiToken.personId))
    .innerJoin(
      auth_member,
      and(
        eq(auth_member.organizationId, apiToken.workspaceId),
        eq(auth_member.userId, apiToken.personId),
      ),
    )
    .where(and(eq(apiToken.hash, hash), isNull(apiToken.revokedAt), isNull(machine.revokedAt)))
    .limit(1);
  return row;
}

/** Kept to the minute, so that a busy reporter writes at most one row a minute. */
function noteUse({ db, now, waitUntil }: LookupContext, tokenId: string, last: number | null) {
  const minute = now - (now % minuteMs);
  if (last !== null && last >= minute) return;

  const isStale = or(isNull(apiToken.lastUsedAt), lt(apiToken.lastUsedAt, minute));
  const touch = db
    .update(apiToken)
    .set({ lastUsedAt: minute })
    .where(and(eq(apiToken.id, tokenId), isStale));
  waitUntil(touch.run());
}
