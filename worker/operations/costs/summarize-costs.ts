import { eq, sql } from "drizzle-orm";
import type { CostSummary, PeriodCosts } from "#contract/costs.ts";
import type { Totals } from "#contract/totals.ts";
import { usageHour } from "#worker/db/schema.ts";
import { hourMs } from "#worker/domain/ledger-changes.ts";
import { type Period, periodAt } from "#worker/domain/periods.ts";
import type { OperationContext } from "../context.ts";
import { isoOf } from "../sessions/read-summaries.ts";
import { readTimezone } from "../team/read-timezone.ts";
import { readHourSums } from "./read-hour-sums.ts";

/** Today, this week and this month, each beside the same stretch of the period before; and everything ever. */
export async function summarizeCosts(ctx: OperationContext): Promise<CostSummary> {
  const timezone = await readTimezone(ctx);
  const today = periodAt("today", ctx.now, timezone);
  const week = periodAt("week", ctx.now, timezone);
  const month = periodAt("month", ctx.now, timezone);
  const always = { from: 0, to: Number.MAX_SAFE_INTEGER };
  const periods = [today, week, month];
  const [sums, span] = await Promise.all([
    readHourSums(ctx, [always, ...periods.flatMap((period) => [period, period.previous])]),
    readSpan(ctx),
  ]);
  const at = (index: number): Totals => {
    const totals = sums[index];
    if (!totals) throw new Error("Each range has its sums.");
    return totals;
  };
  return {
    timezone,
    today: costsOf(today, at(1), at(2)),
    week: costsOf(week, at(3), at(4)),
    month: costsOf(month, at(5), at(6)),
    allTime: { totals: at(0), ...span },
  };
}

const costsOf = (period: Period, totals: Totals, previous: Totals): PeriodCosts => ({
  from: isoOf(period.from),
  to: isoOf(period.to),
  totals,
  previous,
});

/** The first hour with events and the end of the last one. Both ends of an index: two rows read. */
async function readSpan({ db, actor }: OperationContext) {
  const end = (order: "ASC" | "DESC") =>
    db
      .select({ hourAt: usageHour.hourAt })
      .from(usageHour)
      .where(eq(usageHour.workspaceId, actor.workspaceId))
      .orderBy(sql`${usageHour.hourAt} ${sql.raw(order)}`)
      .limit(1);
  const [[first], [last]] = await db.batch([end("ASC"), end("DESC")]);
  if (!first || !last) return { from: null, to: null };
  return { from: isoOf(first.hourAt), to: isoOf(last.hourAt + hourMs) };
}
