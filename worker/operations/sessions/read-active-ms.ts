import { sql } from "drizzle-orm";
import { usageEvent } from "#worker/db/schema.ts";
import { activeGapMs } from "#worker/domain/session-facts.ts";
import type { OperationContext } from "../context.ts";

/** Milliseconds between a session's events, longer gaps left out. Reads the session's part of one index. */
export async function readActiveMs(
  { db, actor }: OperationContext,
  sessionId: string,
): Promise<number> {
  const [row] = await db.all<{ activeMs: number | null }>(sql`
    SELECT sum(gap) AS activeMs FROM (
      SELECT occurred_at - lag(occurred_at) OVER (ORDER BY occurred_at) AS gap
      FROM ${usageEvent}
      WHERE workspace_id = ${actor.workspaceId} AND dev_session_id = ${sessionId}
    ) WHERE gap <= ${activeGapMs}`);
  return row?.activeMs ?? 0;
}
