import { and, eq, sql } from "drizzle-orm";
import type { SessionSummary } from "#contract/sessions.ts";
import type { SessionEstimateInput } from "#contract/vibe.ts";
import { devSession } from "#worker/db/schema.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { publishSessions } from "../ingest/publish-sessions.ts";
import { readSummaries } from "./read-summaries.ts";

/** Stores what somebody reckoned before the work. The same again changes nothing. */
export async function setSessionEstimate(
  ctx: OperationContext,
  sessionId: string,
  { estimateVibe }: SessionEstimateInput,
): Promise<SessionSummary> {
  const changed = await ctx.db
    .update(devSession)
    .set({ estimateVibe, revision: sql`${devSession.revision} + 1` })
    .where(
      and(
        eq(devSession.id, sessionId),
        eq(devSession.workspaceId, ctx.actor.workspaceId),
        sql`${devSession.estimateVibe} IS NOT ${estimateVibe}`,
      ),
    )
    .returning({ id: devSession.id });
  const [session] = await readSummaries(ctx, [sessionId]);
  if (!session) throw notFound("session");
  if (changed.length > 0) publishSessions(ctx, [sessionId]);
  return session;
}
