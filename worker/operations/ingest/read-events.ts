import { and, between, eq, or, type SQL, sql } from "drizzle-orm";
import { eachOf } from "#worker/db/json-rows.ts";
import { usageEvent } from "#worker/db/schema.ts";
import type { LedgerEvent } from "#worker/domain/ledger-event.ts";
import type { OperationContext } from "../context.ts";

/** The stored events with these keys. */
export async function readEvents(ctx: OperationContext, keys: string[]): Promise<LedgerEvent[]> {
  if (keys.length === 0) return [];
  return eventsWhere(ctx, sql`${usageEvent.key} IN (SELECT value FROM ${eachOf(keys)})`);
}

/** What telemetry told in these sessions, with the logs' sums of side requests. */
export async function readTold(ctx: OperationContext, sessions: string[]): Promise<LedgerEvent[]> {
  if (sessions.length === 0) return [];
  const isInside = sql`${usageEvent.devSessionId} IN (SELECT value FROM ${eachOf(sessions)})`;
  return eventsWhere(ctx, and(isInside, or(eq(usageEvent.source, "otel"), usageEvent.auxiliary)));
}

const eventsWhere = ({ db, actor }: OperationContext, condition: SQL | undefined) =>
  db
    .select()
    .from(usageEvent)
    .where(and(eq(usageEvent.workspaceId, actor.workspaceId), condition));

/** Requests that a log may have told of, and where it would have. */
export type Requests = { ids: string[]; sessions: string[]; from: number; to: number };

/** A log's line may be as much earlier than telemetry as a response takes, and a little later. */
const earlierMs = 30 * 60_000;
const laterMs = 10 * 60_000;

/**
 * What logs told of the same requests. An index on request ids would cost a row for every event; so this reads the
 * sessions' events around that time.
 */
export async function readByRequest(
  { db, actor }: OperationContext,
  { events, sessions }: { events: LedgerEvent[]; sessions: string[] },
): Promise<{ rows: LedgerEvent[]; requests: Requests | null }> {
  if (events.length === 0) return { rows: [], requests: null };
  const moments = events.map((event) => event.occurredAt);
  const requests = {
    ids: [...new Set(events.flatMap((event) => event.requestId ?? []))],
    sessions,
    from: Math.min(...moments) - earlierMs,
    to: Math.max(...moments) + laterMs,
  };
  const rows = await db.select().from(usageEvent).where(ofRequests(actor.workspaceId, requests));
  return { rows, requests };
}

/** Events of logs with one of the requests' ids. */
export const ofRequests = (workspaceId: string, { ids, sessions, from, to }: Requests) =>
  and(
    eq(usageEvent.workspaceId, workspaceId),
    sql`${usageEvent.devSessionId} IN (SELECT value FROM ${eachOf(sessions)})`,
    between(usageEvent.occurredAt, from, to),
    sql`${usageEvent.requestId} IN (SELECT value FROM ${eachOf(ids)})`,
    sql`${usageEvent.key} NOT LIKE '%:request:%'`,
  );
