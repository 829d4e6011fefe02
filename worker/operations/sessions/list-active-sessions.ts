import { and, desc, eq } from "drizzle-orm";
import type { ActiveFilter, SessionSummary } from "#contract/sessions.ts";
import { devSession, openSession } from "#worker/db/schema.ts";
import type { OperationContext } from "../context.ts";
import { sessionsWhere } from "./list-sessions.ts";
import { selectSessions, summaryOf } from "./read-summaries.ts";

/** A team has a handful open; a broken clock must not make the overview endless. */
const most = 200;

/** Active and paused sessions, newest activity first. */
export async function listActiveSessions(
  ctx: OperationContext,
  { origin, ...filter }: ActiveFilter = {},
): Promise<SessionSummary[]> {
  const found = and(
    openSession,
    origin && eq(devSession.origin, origin),
    sessionsWhere(ctx, filter),
  );
  const rows = await selectSessions(ctx, found)
    .orderBy(desc(devSession.lastActivityAt))
    .limit(most);
  return rows.map(summaryOf);
}
