import type { MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import type { Role, TokenScope } from "#contract/team.ts";
import { AppError } from "#worker/errors.ts";
import { type Membership, readMembership } from "#worker/operations/team/read-membership.ts";
import { type Caller, type HttpEnv, personContext } from "./context.ts";
import { readCaller } from "./credentials.ts";
import { checkLimit } from "./limits.ts";
import { checkOrigin, checkUpgrade } from "./origin.ts";

/**
 * Who may call a route.
 * - `public`: anybody.
 * - `caller`: any valid credential, whatever the workspace.
 * - `person`: somebody signed in by cookie; tokens may not.
 * - `person-or-device`: also the short session that a device login ends with.
 * - a scope and a role: members of the workspace with at least that role, and tokens with that scope whose person
 *   has at least that role (`any`: every token). `workspace: "path"` takes the workspace from `{slug}` instead of `X-Workspace`.
 */
export type Access =
  | "public"
  | "caller"
  | "person"
  | "person-or-device"
  | { scope: TokenScope | "any"; role: Role; workspace?: "path" };

type Guarded = { access: Access; socket?: boolean; limit?: "ingest" | "sign-in" };

const rank: Record<Role, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

/** Whether a role is enough where another is asked for. */
export const isAtLeast = (role: Role, wanted: Role) => rank[role] >= rank[wanted];

/** What runs before the handler: credential, Origin, membership, role and scope, rate limit. */
export function checksOf({ access, socket, limit }: Guarded): MiddlewareHandler<HttpEnv>[] {
  if (access === "public") return [];

  const check = createMiddleware<HttpEnv>(async (c, next) => {
    const caller = await readCaller(c);
    c.set("caller", caller);
    checkCallerType(caller, access);
    if (caller.type === "person" && caller.via === "cookie") checkOrigin(c, socket);

    if (typeof access === "object") {
      const membership = await membershipOf(c, caller, Boolean(socket));
      checkRights(caller, membership.role, access);
      c.set("actor", actorOf(caller, membership));
    }
    if (limit) await checkLimit(c, limit);
    if (socket) checkUpgrade(c);
    await next();
  });
  return [check];
}

function checkCallerType(caller: Caller, access: Access): void {
  if (caller.type === "machine") {
    if (access !== "person" && access !== "person-or-device") return;
    throw new AppError("forbidden", "A machine's token may not do this; sign in to the app.");
  }
  // A device login is good for one thing: being exchanged for a machine's token.
  if (caller.via === "device-session" && access !== "person-or-device") {
    throw new AppError("not_signed_in", "Exchange the device login for a machine's token first.");
  }
}

/** A workspace that the caller does not belong to is answered as if it did not exist. */
async function membershipOf(
  c: Parameters<MiddlewareHandler<HttpEnv>>[0],
  caller: Caller,
  socket: boolean,
): Promise<Membership> {
  const inPath = c.req.param("slug");
  if (caller.type === "machine") {
    const { id, slug } = caller.workspace;
    if (inPath !== undefined && inPath !== slug) throw noSuchWorkspace();
    return { workspaceId: id, role: caller.actor.role };
  }
  const slug = inPath ?? (socket ? c.req.query("workspace") : c.req.header("X-Workspace"));
  if (!slug) {
    const how = socket ? "?workspace=<slug>" : "the header X-Workspace: <slug>";
    throw new AppError("invalid_input", `Name the workspace with ${how}.`);
  }
  const membership = await readMembership(personContext(c), slug);
  if (!membership) throw noSuchWorkspace();
  return membership;
}

const noSuchWorkspace = () => new AppError("not_found", "There is no such workspace.");

function checkRights(caller: Caller, role: Role, access: Exclude<Access, string>): void {
  const { scope } = access;
  if (caller.type === "machine" && scope !== "any" && !caller.scopes.includes(scope)) {
    throw new AppError("forbidden", `This needs a token with the scope "${scope}".`);
  }
  if (!isAtLeast(role, access.role)) {
    throw new AppError("forbidden", `This needs the role ${access.role}; yours is ${role}.`);
  }
}

function actorOf(caller: Caller, { workspaceId, role }: Membership) {
  if (caller.type === "machine") return caller.actor;
  return { type: "person" as const, workspaceId, personId: caller.person.id, role };
}
