import { and, asc, eq, lt, sql } from "drizzle-orm";
import { sessionMove } from "#worker/db/lifecycle-schema.ts";
import { usageEvent } from "#worker/db/schema.ts";
import { deltasOf, type EventChange } from "#worker/domain/ledger-changes.ts";
import type { OperationContext } from "../context.ts";
import { failWhere } from "../ingest/guard-reads.ts";
import { unloggedOf } from "../ingest/ingest-items.ts";
import { Places } from "../ingest/places.ts";
import { readLifecycle } from "../ingest/read-places.ts";
import { loadRuns } from "../ingest/resolve-runs.ts";
import { resolveSessions } from "../ingest/resolve-sessions.ts";
import { LedgerMovedOn, storeBatch } from "../ingest/store-batch.ts";
import { publishRepriced } from "../prices/publish-repriced.ts";

/** Events in one transaction: with their sums well below what a statement may hold. */
const eventsAtOnce = 300;

/** Chunks in one invocation: each asks the database some ten times, and the free plan allows fifty. */
const chunksAtOnce = 3;

type MoveRow = typeof sessionMove.$inferSelect;

/**
 * Moves events to the sessions that they belong to by now, for a bounded while. Answers whether something is left.
 * Killed at any moment, it goes on where the last transaction ended; two at once do nothing twice.
 */
export async function moveEvents(
  ctx: OperationContext,
  { chunks = chunksAtOnce, size = eventsAtOnce } = {},
): Promise<boolean> {
  for (let chunk = 0; chunk < chunks; chunk++) {
    const row = await readMove(ctx);
    if (!row) return false;
    await moveChunk(ctx, row, size);
  }
  return (await readMove(ctx)) !== undefined;
}

async function readMove({ db, actor }: OperationContext): Promise<MoveRow | undefined> {
  const [row] = await db
    .select()
    .from(sessionMove)
    .where(eq(sessionMove.workspaceId, actor.workspaceId))
    .orderBy(asc(sessionMove.devSessionId))
    .limit(1);
  return row;
}

async function moveChunk(ctx: OperationContext, row: MoveRow, size: number): Promise<void> {
  const lifecycle = await readLifecycle(ctx);
  const events = await readEventsOf(ctx, row, size);
  const runs = await loadRuns(ctx, [...new Set(events.map(({ runId }) => runId))]);
  const places = new Places(ctx, runs, lifecycle);
  const sessions = await places.sessionsOf(events);
  const changes = events.flatMap((before, nth): EventChange[] => {
    const devSessionId = sessions[nth] ?? before.devSessionId;
    if (devSessionId === before.devSessionId) return [];
    return [{ before, after: { ...before, devSessionId, revision: before.revision + 1 } }];
  });
  const last = events.length < size ? undefined : events.at(-1);
  try {
    await storeMoved(ctx, {
      places,
      changes,
      besides: [failWhere(other(row)), goOn(ctx, row, last)],
    });
  } catch (error) {
    // An upload, another change or another mover was faster: the chunk is read again.
    if (error instanceof LedgerMovedOn) return;
    throw error;
  }
  if (changes.length > 0) publishRepriced(ctx, changes);
}

type Moved = { places: Places; changes: EventChange[]; besides: ReturnType<typeof failWhere>[] };

async function storeMoved(ctx: OperationContext, { places, changes, besides }: Moved) {
  const { runs } = places;
  const deltas = deltasOf(changes);
  const elsewhere = await places.newElsewhere(changes);
  const { sessions, reads } = await resolveSessions(ctx, { runs, changes, deltas });
  await storeBatch(ctx, {
    projects: [],
    runs: [],
    sessions,
    changes,
    reads: {
      events: changes.flatMap(({ before }): [string, number][] =>
        before ? [[before.key, before.revision]] : [],
      ),
      told: [],
      requests: null,
      prices: null,
      unlogged: unloggedOf(runs),
      ...places.reads,
      ...reads,
    },
    deltas,
    tools: [],
    errors: [],
    git: [],
    newlyLogged: [],
    elsewhere,
    besides,
  });
}

const readEventsOf = ({ db }: OperationContext, row: MoveRow, size: number) =>
  db
    .select()
    .from(usageEvent)
    .where(
      and(
        eq(usageEvent.workspaceId, row.workspaceId),
        eq(usageEvent.devSessionId, row.devSessionId),
        sql`${usageEvent.occurredAt} >= ${row.cursorAt}`,
        sql`(${usageEvent.occurredAt}, ${usageEvent.key}) > (${row.cursorAt}, ${row.cursorKey})`,
        lt(usageEvent.occurredAt, row.toAt),
      ),
    )
    .orderBy(asc(usageEvent.occurredAt), asc(usageEvent.key))
    .limit(size);

/** Whether somebody took it further, or asked for more. */
const other = (row: MoveRow) =>
  sql`SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ${sessionMove} WHERE ${isOf(row)}
    AND cursor_at = ${row.cursorAt} AND cursor_key = ${row.cursorKey} AND to_at = ${row.toAt})`;

function goOn(
  { now }: OperationContext,
  row: MoveRow,
  last: { occurredAt: number; key: string } | undefined,
) {
  if (!last) return sql`DELETE FROM ${sessionMove} WHERE ${isOf(row)}`;
  return sql`UPDATE ${sessionMove}
    SET cursor_at = ${last.occurredAt}, cursor_key = ${last.key}, updated_at = ${now}
    WHERE ${isOf(row)}`;
}

const isOf = ({ workspaceId, devSessionId }: MoveRow) =>
  sql`workspace_id = ${workspaceId} AND dev_session_id = ${devSessionId}`;
