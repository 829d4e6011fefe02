import { and, eq, sql } from "drizzle-orm";
import type { RepriceInput, Repricing } from "#contract/prices.ts";
import { priceVersion } from "#contract/price-version.ts";
import { runBatch } from "#worker/db/client.ts";
import { insertRows } from "#worker/db/json-rows.ts";
import { priceBook, repricing } from "#worker/db/price-schema.ts";
import { usageHour } from "#worker/db/schema.ts";
import { AppError, notFound } from "#worker/errors.ts";
import { repricer } from "#worker/live/stubs.ts";
import type { OperationContext } from "../context.ts";
import { newId } from "../team/new-id.ts";
import { actorPerson } from "./actor-person.ts";
import { readPriceBook } from "./read-price-book.ts";
import { getRepricing, type RepricingRow } from "./read-repricings.ts";

/**
 * Begins a pass over all past events: a dry run, or the one that does what a dry run told. Small workspaces are done
 * when this answers; the rest goes on by itself. Asking for the same one again answers how it stands.
 */
export async function startRepricing(
  ctx: OperationContext,
  { dryRunId }: RepriceInput,
): Promise<Repricing> {
  const id = dryRunId === undefined ? await beginDryRun(ctx) : await beginApplying(ctx, dryRunId);
  await goOn(ctx);
  return getRepricing(ctx, id);
}

/** The pass is on record by now: where its object fails, its alarm or cron takes it further. */
async function goOn({ env, actor }: OperationContext): Promise<void> {
  try {
    await repricer(env, actor.workspaceId).go();
  } catch (error) {
    console.error({ message: "re-pricing interrupted", error: String(error) });
  }
}

async function beginDryRun(ctx: OperationContext): Promise<string> {
  const row = await newRow(ctx, { id: newId("rpr"), mode: "dry-run" });
  await runBatch(ctx.db, [
    // An earlier one that still runs is for nothing.
    sql`UPDATE ${repricing} SET status = 'stopped', finished_at = ${ctx.now}
      WHERE workspace_id = ${row.workspaceId} AND mode = 'dry-run' AND status = 'running'`,
    insertRows(repricing, [row], sql`ON CONFLICT DO NOTHING`),
  ]);
  return row.id;
}

/** A dry run is applied once: its id makes the other's. */
async function beginApplying(ctx: OperationContext, dryRunId: string): Promise<string> {
  const { workspaceId } = ctx.actor;
  const dryRun = await readRow(ctx, dryRunId);
  if (dryRun?.mode !== "dry-run") throw notFound("dry run");
  const id = `${dryRunId}-apply`;
  if (await readRow(ctx, id)) return id;

  const row = await newRow(ctx, { id, mode: "apply" });
  const isForThesePrices =
    dryRun.bookRevision === row.bookRevision && dryRun.tableVersion === row.tableVersion;
  if (dryRun.status !== "done" || !isForThesePrices) {
    throw new AppError("conflict", "Prices changed since that dry run; run it again.");
  }
  await runBatch(ctx.db, [
    insertRows(
      repricing,
      [row],
      sql`AND NOT EXISTS (SELECT 1 FROM ${repricing}
          WHERE workspace_id = ${workspaceId} AND mode = 'apply' AND status = 'running')
        AND ${row.bookRevision} = (SELECT coalesce(max(revision), 0) FROM ${priceBook}
          WHERE workspace_id = ${workspaceId})
        ON CONFLICT DO NOTHING`,
    ),
  ]);
  if (await readRow(ctx, id)) return id;
  throw new AppError("conflict", "Past events are being re-priced already.");
}

async function newRow(
  ctx: OperationContext,
  { id, mode }: Pick<RepricingRow, "id" | "mode">,
): Promise<RepricingRow> {
  const { db, now, actor } = ctx;
  const [book, [counted]] = await Promise.all([
    readPriceBook(ctx),
    db
      .select({ events: sql<number>`coalesce(sum(${usageHour.events}), 0)` })
      .from(usageHour)
      .where(eq(usageHour.workspaceId, actor.workspaceId)),
  ]);
  return {
    workspaceId: actor.workspaceId,
    id,
    mode,
    status: "running",
    bookRevision: book.revision,
    tableVersion: priceVersion,
    cursor: "",
    personId: actorPerson(actor),
    startedAt: now,
    updatedAt: now,
    finishedAt: null,
    eventsTotal: counted?.events ?? 0,
    eventsSeen: 0,
  };
}

async function readRow({ db, actor }: OperationContext, id: string) {
  const [row] = await db
    .select()
    .from(repricing)
    .where(and(eq(repricing.workspaceId, actor.workspaceId), eq(repricing.id, id)));
  return row;
}
