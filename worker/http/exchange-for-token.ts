import type { Context } from "hono";
import type { MachineToken, MachineTokenInput } from "#contract/team.ts";
import { endSession } from "#worker/auth/end-session.ts";
import { AppError, notFound } from "#worker/errors.ts";
import { createToken } from "#worker/operations/machines/create-token.ts";
import { takeDeviceGrant } from "#worker/operations/machines/take-device-grant.ts";
import { type Membership, readMembership } from "#worker/operations/team/read-membership.ts";
import { callerOf, type HttpEnv, personContext } from "./context.ts";

/**
 * Makes a machine's token. A device login names its code, which fixes the workspace and the most it may get, and is
 * over afterwards; a person in the app names the workspace by X-Workspace.
 */
export async function exchangeForToken(
  c: Context<HttpEnv>,
  input: MachineTokenInput,
): Promise<MachineToken> {
  const ctx = personContext(c);
  const caller = callerOf(c);
  const isDevice = caller.type === "person" && caller.via === "device-session";
  if (!isDevice && input.userCode === undefined) {
    return createToken(ctx, await namedWorkspace(c), input);
  }
  if (input.userCode === undefined) {
    throw new AppError("invalid_input", "Send the userCode that was approved.");
  }
  const { membership, scopes } = await takeDeviceGrant(ctx, input.userCode);
  const tooMuch = input.scopes.filter((scope) => !scopes.includes(scope));
  if (tooMuch.length > 0) {
    throw new AppError("forbidden", `The scope ${tooMuch.join(", ")} was not approved.`);
  }
  const made = await createToken(ctx, membership, input);
  if (isDevice) await endSession(c.env, c.req.header("Authorization") ?? "");
  return made;
}

async function namedWorkspace(c: Context<HttpEnv>): Promise<Membership> {
  const slug = c.req.header("X-Workspace");
  if (!slug) {
    throw new AppError("invalid_input", "Name the workspace with the header X-Workspace: <slug>.");
  }
  const membership = await readMembership(personContext(c), slug);
  if (!membership) throw notFound("workspace");
  return membership;
}
