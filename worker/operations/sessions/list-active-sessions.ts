import { desc } from "drizzle-orm";
import type { SessionSummary } from "#contract/sessions.ts";
import { devSession, openSession } from "#worker/db/schema.ts";
import type { OperationContext } from "../context.ts";
import { selectSessions, summaryOf } from "./read-summaries.ts";

/** A team has a handful open; a broken clock must not make the overview endless. */
const most = 200;

/** Active and paused sessions, newest activity first. */
export async function listActiveSessions(ctx: OperationContext): Promise<SessionSummary[]> {
  const rows = await selectSessions(ctx, openSession)
    .orderBy(desc(devSession.lastActivityAt))
    .limit(most);
  return rows.map(summaryOf).filter((one) => one.totals.events > 0 || one.origin === "manual");
}
