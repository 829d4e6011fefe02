import { and, eq, sql } from "drizzle-orm";
import type { SessionFilter, SessionStats } from "#contract/sessions.ts";
import { devSession, project, sessionDuration } from "#worker/db/schema.ts";
import { totalsOf } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { selectSums } from "../costs/select-sums.ts";
import { sessionsWhere } from "./list-sessions.ts";

/** The figures above a list of sessions, over all its pages. */
export async function readSessionStats(
  ctx: OperationContext,
  filter: SessionFilter,
): Promise<SessionStats> {
  const { db, actor } = ctx;
  const [row] = await db
    .select({
      sessions: sql<number>`count(*)`,
      durationMs: sql<number>`coalesce(sum(${sessionDuration(devSession)}), 0)`,
      sums: selectSums(devSession),
    })
    .from(devSession)
    .leftJoin(project, eq(project.id, devSession.projectId))
    .where(and(eq(devSession.workspaceId, actor.workspaceId), sessionsWhere(ctx, filter)));
  if (!row) throw new Error("An aggregate has one row.");
  return { sessions: row.sessions, durationMs: row.durationMs, totals: totalsOf(row.sums) };
}
