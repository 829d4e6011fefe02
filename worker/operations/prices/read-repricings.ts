import { and, desc, eq, sql } from "drizzle-orm";
import type { Repricing } from "#contract/prices.ts";
import { auth_user } from "#worker/db/auth-schema.ts";
import { eachOf } from "#worker/db/json-rows.ts";
import { repricing, repricingModel } from "#worker/db/price-schema.ts";
import { decimalUsd } from "#worker/domain/sums.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { isoOf } from "../sessions/read-summaries.ts";

export type RepricingRow = typeof repricing.$inferSelect;

/** The one that began last, dry or not. */
export async function readLatestRepricing(ctx: OperationContext): Promise<Repricing | null> {
  const [latest] = await ctx.db
    .select({ id: repricing.id })
    .from(repricing)
    .where(eq(repricing.workspaceId, ctx.actor.workspaceId))
    .orderBy(desc(repricing.startedAt), desc(repricing.id))
    .limit(1);
  const [found] = latest ? await readRepricings(ctx, [latest.id]) : [];
  return found ?? null;
}

/** One pass, with its figures so far. */
export async function getRepricing(ctx: OperationContext, id: string): Promise<Repricing> {
  const [found] = await readRepricings(ctx, [id]);
  if (!found) throw notFound("re-pricing");
  return found;
}

/** These passes, newest first. */
export async function readRepricings(ctx: OperationContext, ids: string[]): Promise<Repricing[]> {
  if (ids.length === 0) return [];
  const { db, actor } = ctx;
  const isAsked = sql`${repricing.id} IN (SELECT value FROM ${eachOf(ids)})`;
  const [rows, models] = await Promise.all([
    db
      .select({ row: repricing, by: { id: auth_user.id, name: auth_user.name } })
      .from(repricing)
      .leftJoin(auth_user, eq(auth_user.id, repricing.personId))
      .where(and(eq(repricing.workspaceId, actor.workspaceId), isAsked))
      .orderBy(desc(repricing.startedAt), desc(repricing.id)),
    db
      .select()
      .from(repricingModel)
      .where(
        and(
          eq(repricingModel.workspaceId, actor.workspaceId),
          sql`${repricingModel.repricingId} IN (SELECT value FROM ${eachOf(ids)})`,
        ),
      ),
  ]);
  const byId = Map.groupBy(models, ({ repricingId }) => repricingId);
  return rows.map(({ row, by }) => repricingOf(row, by, byId.get(row.id) ?? []));
}

type ModelRow = typeof repricingModel.$inferSelect;

function repricingOf(row: RepricingRow, by: Repricing["by"], models: ModelRow[]): Repricing {
  const byCost = models.toSorted(
    (a, b) => sizeOf(b) - sizeOf(a) || b.changedEvents - a.changedEvents,
  );
  return {
    id: row.id,
    mode: row.mode,
    status: row.status,
    revision: row.bookRevision,
    by,
    startedAt: isoOf(row.startedAt),
    finishedAt: row.finishedAt === null ? null : isoOf(row.finishedAt),
    eventsTotal: row.eventsTotal,
    eventsSeen: row.eventsSeen,
    ...figuresOf(models),
    byModel: byCost.map((one) => ({ model: one.model || null, ...figuresOf([one]) })),
  };
}

const sizeOf = ({ beforeNanoUsd, afterNanoUsd }: ModelRow) =>
  Math.abs(afterNanoUsd - beforeNanoUsd);

function figuresOf(models: ModelRow[]) {
  const sum = {
    changedEvents: 0,
    beforeNanoUsd: 0,
    afterNanoUsd: 0,
    unpricedBefore: 0,
    unpricedAfter: 0,
  };
  for (const one of models) {
    sum.changedEvents += one.changedEvents;
    sum.beforeNanoUsd += one.beforeNanoUsd;
    sum.afterNanoUsd += one.afterNanoUsd;
    sum.unpricedBefore += one.unpricedBefore;
    sum.unpricedAfter += one.unpricedAfter;
  }
  return {
    ...sum,
    beforeUsd: decimalUsd(sum.beforeNanoUsd),
    afterUsd: decimalUsd(sum.afterNanoUsd),
  };
}
