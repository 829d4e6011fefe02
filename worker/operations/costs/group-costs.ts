import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import type { CostDimension, CostsBy, CostsByQuery } from "#contract/costs.ts";
import { auth_user } from "#worker/db/auth-schema.ts";
import { eachOf } from "#worker/db/json-rows.ts";
import { project, usageHour } from "#worker/db/schema.ts";
import { type BucketName, bucketFinder } from "#worker/domain/periods.ts";
import { addSums, noSums, type Sums, totalsOf } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { isoOf } from "../sessions/read-summaries.ts";
import { readTimezone } from "../team/read-timezone.ts";
import { selectSums } from "./select-sums.ts";

const columnOf = {
  project: usageHour.projectId,
  person: usageHour.personId,
  model: usageHour.model,
  runtime: usageHour.runtime,
} as const satisfies Record<CostDimension, unknown>;

type HourRow = { hourAt: number; key: string } & Sums;

/** Costs by project, person, model or runtime, most expensive first; in calendar buckets where asked for. */
export async function groupCosts(ctx: OperationContext, query: CostsByQuery): Promise<CostsBy> {
  const { dimension, bucket } = query;
  const [timezone, rows] = await Promise.all([readTimezone(ctx), readRows(ctx, query)]);
  const byKey = sumBy(rows);
  const labels = await readLabels(ctx, dimension, [...byKey.keys()]);
  const items = [...byKey].map(([key, sums]) => ({
    key: key || null,
    label: labels.get(key) ?? (key || unknownLabel[dimension]),
    totals: totalsOf(sums),
  }));
  return {
    dimension,
    timezone,
    from: query.from ?? null,
    to: query.to ?? null,
    items: items.toSorted(mostExpensiveFirst),
    buckets: bucket ? bucketsOf(rows, bucket, timezone) : [],
  };
}

type Item = CostsBy["items"][number];

const mostExpensiveFirst = (a: Item, b: Item) =>
  b.totals.costNanoUsd - a.totals.costNanoUsd || b.totals.total - a.totals.total;

const unknownLabel: Record<CostDimension, string> = {
  project: "No project",
  person: "Nobody",
  model: "Unknown model",
  runtime: "Unknown runtime",
};

/** Hours are only told apart where they go into buckets. A range counts whole UTC hours, by their beginning. */
function readRows({ db, actor }: OperationContext, query: CostsByQuery): Promise<HourRow[]> {
  const key = columnOf[query.dimension];
  const hourAt = query.bucket ? usageHour.hourAt : sql<number>`0`;
  return db
    .select({ hourAt, key, ...selectSums(usageHour) })
    .from(usageHour)
    .where(
      and(
        eq(usageHour.workspaceId, actor.workspaceId),
        query.from ? gte(usageHour.hourAt, Date.parse(query.from)) : undefined,
        query.to ? lt(usageHour.hourAt, Date.parse(query.to)) : undefined,
      ),
    )
    .groupBy(...(query.bucket ? [usageHour.hourAt, key] : [key]))
    .orderBy(...(query.bucket ? [asc(usageHour.hourAt)] : []));
}

function sumBy(rows: HourRow[]): Map<string, Sums> {
  const byKey = new Map<string, Sums>();
  for (const row of rows) {
    const sums = byKey.get(row.key) ?? noSums();
    addSums(sums, row);
    byKey.set(row.key, sums);
  }
  // What moved elsewhere leaves empty rows behind.
  for (const [key, sums] of byKey) if (sums.events === 0) byKey.delete(key);
  return byKey;
}

function bucketsOf(rows: HourRow[], name: BucketName, timezone: string): CostsBy["buckets"] {
  const bucketAt = bucketFinder(name, timezone);
  const buckets = new Map<number, { date: string; rows: HourRow[] }>();
  for (const row of rows) {
    const { at, date } = bucketAt(row.hourAt);
    const bucket = buckets.get(at) ?? { date, rows: [] };
    bucket.rows.push(row);
    buckets.set(at, bucket);
  }
  return [...buckets]
    .map(([at, { date, rows: inside }]) => ({
      at: isoOf(at),
      date,
      items: [...sumBy(inside)].map(([key, sums]) => ({
        key: key || null,
        totals: totalsOf(sums),
      })),
    }))
    .filter(({ items }) => items.length > 0);
}

async function readLabels(
  { db, actor }: OperationContext,
  dimension: CostDimension,
  keys: string[],
): Promise<Map<string, string>> {
  if (dimension === "project") {
    const rows = await db
      .select({ id: project.id, name: project.name })
      .from(project)
      .where(
        and(
          eq(project.workspaceId, actor.workspaceId),
          sql`${project.id} IN (SELECT value FROM ${eachOf(keys)})`,
        ),
      );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
  if (dimension === "person") {
    const rows = await db
      .select({ id: auth_user.id, name: auth_user.name, email: auth_user.email })
      .from(auth_user)
      .where(sql`${auth_user.id} IN (SELECT value FROM ${eachOf(keys)})`);
    return new Map(rows.map(({ id, name, email }) => [id, name || email]));
  }
  return new Map();
}
