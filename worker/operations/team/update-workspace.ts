import { eq } from "drizzle-orm";
import type { Workspace, WorkspacePatch } from "#contract/team.ts";
import { auth_organization } from "#worker/db/auth-schema.ts";
import { workspaceSetting } from "#worker/db/team-schema.ts";
import type { OperationContext } from "../context.ts";
import { actorRole } from "./actor-role.ts";
import { readWorkspace } from "./read-workspace.ts";

/** Changes what is named and leaves the rest. A new time zone moves the borders of days from now on and back. */
export async function updateWorkspace(
  ctx: OperationContext,
  { name, timezone }: WorkspacePatch,
): Promise<Workspace> {
  const { workspaceId } = ctx.actor;
  if (name !== undefined) {
    await ctx.db
      .update(auth_organization)
      .set({ name })
      .where(eq(auth_organization.id, workspaceId));
  }
  if (timezone !== undefined) {
    await ctx.db
      .insert(workspaceSetting)
      .values({ workspaceId, timezone })
      .onConflictDoUpdate({ target: workspaceSetting.workspaceId, set: { timezone } });
  }
  return readWorkspace(ctx.db, { id: workspaceId, role: actorRole(ctx) });
}
