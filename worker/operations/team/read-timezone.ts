import { eq } from "drizzle-orm";
import { workspaceSetting } from "#worker/db/team-schema.ts";
import type { OperationContext } from "../context.ts";

/** The workspace's time zone; UTC until it chose one. */
export async function readTimezone({
  db,
  actor,
}: Pick<OperationContext, "db" | "actor">): Promise<string> {
  const [setting] = await db
    .select({ timezone: workspaceSetting.timezone })
    .from(workspaceSetting)
    .where(eq(workspaceSetting.workspaceId, actor.workspaceId));
  return setting?.timezone ?? "UTC";
}
