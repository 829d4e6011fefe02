import { and, eq, gte, lt } from "drizzle-orm";
import type { Totals } from "#contract/totals.ts";
import { usageHour } from "#worker/db/schema.ts";
import type { Range } from "#worker/domain/periods.ts";
import { totalsOf } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { selectSums } from "./select-sums.ts";

/** The sums of several ranges in one round trip, in their order. Ranges count whole UTC hours, by their beginning. */
export async function readHourSums(
  { db, actor }: Pick<OperationContext, "db" | "actor">,
  ranges: Range[],
): Promise<Totals[]> {
  const [first, ...rest] = ranges.map(({ from, to }) =>
    db
      .select(selectSums(usageHour))
      .from(usageHour)
      .where(
        and(
          eq(usageHour.workspaceId, actor.workspaceId),
          gte(usageHour.hourAt, from),
          lt(usageHour.hourAt, to),
        ),
      ),
  );
  if (!first) return [];
  const results = await db.batch([first, ...rest]);
  return results.map(([row]) => {
    if (!row) throw new Error("An aggregate has one row.");
    return totalsOf(row);
  });
}
