import { z } from "zod";
import { totals } from "./totals.ts";

const moment = z.iso.datetime();

/** A period beside the one before it, up to the same point of it. `to` is exclusive. */
export const periodCosts = z.object({ from: moment, to: moment, totals, previous: totals });

/** Today, this week (from Monday) and this month in the workspace's time zone, and everything ever. */
export const costSummary = z.object({
  timezone: z.string(),
  today: periodCosts,
  week: periodCosts,
  month: periodCosts,
  allTime: z.object({
    totals,
    /** The first and last hour that hold events; null in an empty workspace. */
    from: moment.nullable(),
    to: moment.nullable(),
  }),
});

export const costDimension = z.enum(["project", "person", "model", "runtime"]);
export const costBucket = z.enum(["hour", "day", "week", "month"]);

export const costsByQuery = z.object({
  dimension: costDimension,
  from: moment.optional(),
  to: moment.optional(),
  bucket: costBucket.optional(),
});

/** `key` is null where the dimension is unknown (no project, no model named). */
const costItem = z.object({ key: z.string().nullable(), label: z.string(), totals });

/** Most expensive first. Buckets are present when asked for, oldest first, without the empty ones. */
export const costsBy = z.object({
  dimension: costDimension,
  timezone: z.string(),
  from: moment.nullable(),
  to: moment.nullable(),
  items: z.array(costItem),
  buckets: z.array(
    z.object({
      at: moment,
      /** The bucket's first day in the workspace's time zone, `2026-11-21`. */
      date: z.string(),
      items: z.array(z.object({ key: z.string().nullable(), totals })),
    }),
  ),
});

export type PeriodCosts = z.infer<typeof periodCosts>;
export type CostSummary = z.infer<typeof costSummary>;
export type CostDimension = z.infer<typeof costDimension>;
export type CostBucket = z.infer<typeof costBucket>;
export type CostsByQuery = z.infer<typeof costsByQuery>;
export type CostsBy = z.infer<typeof costsBy>;
