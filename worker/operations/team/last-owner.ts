import { and, eq, sql } from "drizzle-orm";
import { auth_member } from "#worker/db/auth-schema.ts";
import { AppError } from "#worker/errors.ts";

/**
 * A condition for statements that take an owner away: true while another owner stays. It stands in the statement
 * itself, so that two owners who remove each other at the same moment cannot both succeed.
 */
export const otherOwnerStays = (workspaceId: string, personId: string) =>
  sql`(${auth_member.role} <> 'owner' OR EXISTS (
    SELECT 1 FROM auth_member AS other
    WHERE other.organization_id = ${workspaceId} AND other.role = 'owner' AND other.user_id <> ${personId}
  ))`;

/** The row of one person in one workspace. */
export const isMember = (workspaceId: string, personId: string) =>
  and(eq(auth_member.organizationId, workspaceId), eq(auth_member.userId, personId));

export const lastOwner = () =>
  new AppError("conflict", "A workspace needs an owner. Make somebody else an owner first.");
