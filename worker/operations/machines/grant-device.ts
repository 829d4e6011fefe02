import type { DeviceApproval } from "#contract/team.ts";
import { deviceGrant } from "#worker/db/team-schema.ts";
import { AppError, notFound } from "#worker/errors.ts";
import type { PersonContext } from "../context.ts";
import { readMembership } from "../team/read-membership.ts";
import { readDeviceRequest } from "./read-device-request.ts";

/** Records what a person lets a machine do, and where. Viewers have no machines. */
export async function grantDevice(ctx: PersonContext, input: DeviceApproval): Promise<string> {
  const { userCode, scopes } = await readDeviceRequest(ctx, input.userCode);
  const membership = await readMembership(ctx, input.workspace);
  if (!membership) throw notFound("workspace");
  if (membership.role === "viewer") {
    throw new AppError("forbidden", "Viewers cannot connect machines to a workspace.");
  }
  if (scopes.length === 0) throw new AppError("invalid_input", "The machine asks for no scope.");

  const grant = {
    scopes,
    workspaceId: membership.workspaceId,
    personId: ctx.person.id,
    createdAt: ctx.now,
  };
  await ctx.db
    .insert(deviceGrant)
    .values({ ...grant, userCode })
    .onConflictDoUpdate({ target: deviceGrant.userCode, set: grant });
  return userCode;
}
