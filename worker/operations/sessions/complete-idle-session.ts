import { and, eq, lte, sql } from "drizzle-orm";
import type { SessionSummary } from "#contract/sessions.ts";
import { devSession } from "#worker/db/schema.ts";
import { idleAfterMs } from "#worker/domain/session-facts.ts";
import type { OperationContext } from "../context.ts";
import { readSummaries } from "./read-summaries.ts";

/**
 * Completes an auto session that idled long enough, and answers how it stands. Repeating it, or an event that comes
 * at the same moment, is harmless: the condition is in the statement.
 */
export async function completeIdleSession(
  ctx: OperationContext,
  sessionId: string,
): Promise<SessionSummary | null> {
  await ctx.db
    .update(devSession)
    .set({
      status: "completed",
      endedAt: sql`${devSession.lastActivityAt}`,
      revision: sql`${devSession.revision} + 1`,
    })
    .where(
      and(
        eq(devSession.id, sessionId),
        eq(devSession.workspaceId, ctx.actor.workspaceId),
        eq(devSession.origin, "auto"),
        eq(devSession.status, "active"),
        lte(devSession.lastActivityAt, ctx.now - idleAfterMs),
      ),
    );
  const [session] = await readSummaries(ctx, [sessionId]);
  return session ?? null;
}
