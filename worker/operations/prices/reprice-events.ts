import { and, asc, eq, gt } from "drizzle-orm";
import { priceVersion } from "#contract/price-version.ts";
import { repricing } from "#worker/db/price-schema.ts";
import { usageEvent } from "#worker/db/schema.ts";
import type { EventChange } from "#worker/domain/ledger-changes.ts";
import { pricedEvent } from "#worker/domain/price-events.ts";
import type { OperationContext } from "../context.ts";
import { isGuardFailure } from "../ingest/guard-reads.ts";
import { publishRepriced } from "./publish-repriced.ts";
import { readPriceBook } from "./read-price-book.ts";
import type { RepricingRow } from "./read-repricings.ts";
import { storeRepriced } from "./store-repriced.ts";

/** Events in one transaction: with their sums well below what a statement may hold. */
const eventsAtOnce = 500;

/** Chunks in one invocation: each asks the database some ten times, and the free plan allows fifty. */
const chunksAtOnce = 4;

/**
 * Goes on with the workspace's passes over past events, for a bounded while. Answers whether something is left. Killed
 * at any moment, it goes on where the last transaction ended; two at once do nothing twice.
 */
export async function repriceEvents(
  ctx: OperationContext,
  { chunks = chunksAtOnce, size = eventsAtOnce } = {},
): Promise<boolean> {
  for (let chunk = 0; chunk < chunks; chunk++) {
    const row = await readRunning(ctx);
    if (!row) return false;
    await repriceChunk(ctx, row, size);
  }
  return (await readRunning(ctx)) !== undefined;
}

async function readRunning({ db, actor }: OperationContext) {
  const [row] = await db
    .select()
    .from(repricing)
    .where(and(eq(repricing.workspaceId, actor.workspaceId), eq(repricing.status, "running")))
    .orderBy(asc(repricing.startedAt))
    .limit(1);
  return row;
}

async function repriceChunk(ctx: OperationContext, row: RepricingRow, size: number): Promise<void> {
  const book = await readPriceBook(ctx);
  if (book.revision !== row.bookRevision || row.tableVersion !== priceVersion) {
    return stop(ctx, row);
  }
  const events = await ctx.db
    .select()
    .from(usageEvent)
    .where(and(eq(usageEvent.workspaceId, row.workspaceId), gt(usageEvent.key, row.cursor)))
    .orderBy(asc(usageEvent.key))
    .limit(size);
  const changes = events.flatMap((before): EventChange[] => {
    const after = pricedEvent(before, book);
    return after.costNanoUsd === before.costNanoUsd ? [] : [{ before, after }];
  });
  try {
    await storeRepriced(ctx, row, {
      changes,
      seen: events.length,
      cursor: events.at(-1)?.key ?? row.cursor,
      isLast: events.length < size,
    });
  } catch (error) {
    // An upload, or another pass, was faster: the chunk is read again.
    if (isGuardFailure(error)) return;
    throw error;
  }
  if (row.mode === "apply" && changes.length > 0) publishRepriced(ctx, changes);
}

/** Prices are others by now: what is left would not be what was asked for. */
async function stop({ db, now }: OperationContext, { workspaceId, id }: RepricingRow) {
  await db
    .update(repricing)
    .set({ status: "stopped", finishedAt: now, updatedAt: now })
    .where(
      and(
        eq(repricing.workspaceId, workspaceId),
        eq(repricing.id, id),
        eq(repricing.status, "running"),
      ),
    );
}
