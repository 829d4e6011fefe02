import { getTableColumns, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { devSession, usageHour, usageRollup } from "#worker/db/schema.ts";
import { type Sums, sumKeys } from "#worker/domain/sums.ts";

type Summed = typeof usageHour | typeof usageRollup | typeof devSession;

/**
 * The sums of a table's rows, for a select; 0 where there is no row. `total`, unlike `sum`, fails at no size; both reach
 * us as a number of JavaScript's.
 */
export function selectSums(table: Summed) {
  const columns: Record<string, SQLiteColumn> = getTableColumns(table);
  const entries = sumKeys.map((key) => [key, sql<number>`total(${columns[key]})`]);
  return Object.fromEntries(entries) as { [K in keyof Sums]: ReturnType<typeof sql<number>> };
}
