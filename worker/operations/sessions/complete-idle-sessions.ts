import { and, eq, lte } from "drizzle-orm";
import type { Database } from "#worker/db/client.ts";
import { devSession, openSession } from "#worker/db/schema.ts";
import { idleAfterMs } from "#worker/domain/session-facts.ts";
import { publishSessions } from "../ingest/publish-sessions.ts";
import type { OperationContext } from "../context.ts";
import { completeIdleSession } from "./complete-idle-session.ts";

const mostAtOnce = 200;

/**
 * The safety net under the objects' alarms, over all workspaces: completes sessions that are still open though nothing
 * happened for long. Returns how many.
 */
export async function completeIdleSessions(
  outer: Omit<OperationContext, "actor"> & { db: Database },
): Promise<number> {
  const idle = await outer.db
    .select({ id: devSession.id, workspaceId: devSession.workspaceId })
    .from(devSession)
    .where(
      and(
        openSession,
        eq(devSession.status, "active"),
        eq(devSession.origin, "auto"),
        lte(devSession.lastActivityAt, outer.now - idleAfterMs),
      ),
    )
    .limit(mostAtOnce);
  for (const { id, workspaceId } of idle) {
    const ctx: OperationContext = { ...outer, actor: { type: "system", workspaceId } };
    await completeIdleSession(ctx, id);
    publishSessions(ctx, [id]);
  }
  return idle.length;
}
