import { and, eq, gt, isNull, or } from "drizzle-orm";
import type { DeviceRequest } from "#contract/team.ts";
import { auth_device_code } from "#worker/db/auth-schema.ts";
import { notFound } from "#worker/errors.ts";
import type { PersonContext } from "../context.ts";
import { parseDeviceScope } from "./device-scope.ts";

/**
 * What the machine asks for that shows this code. A code that is unknown, expired, answered already or claimed by
 * somebody else is not found. Looking claims nothing, so a link alone does nothing in anybody's name.
 */
export async function readDeviceRequest(
  { db, now, person }: PersonContext,
  typed: string,
): Promise<DeviceRequest> {
  const userCode = normalUserCode(typed);
  const [row] = await db
    .select({ scope: auth_device_code.scope, expiresAt: auth_device_code.expiresAt })
    .from(auth_device_code)
    .where(
      and(
        eq(auth_device_code.userCode, userCode),
        eq(auth_device_code.status, "pending"),
        gt(auth_device_code.expiresAt, new Date(now)),
        or(isNull(auth_device_code.userId), eq(auth_device_code.userId, person.id)),
      ),
    );
  if (!row) throw notFound("code; it may have expired");
  const expiresAt = row.expiresAt.toISOString();
  return { userCode, expiresAt, ...parseDeviceScope(row.scope) };
}

/** People type `abcd-efgh` for `ABCDEFGH`. */
export const normalUserCode = (typed: string) => typed.replace(/[^a-z0-9]/gi, "").toUpperCase();
