import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { devSession, usageEvent, usageHour, usageRollup } from "#worker/db/schema.ts";
import { hourMs } from "#worker/domain/ledger-changes.ts";
import { sumKeys } from "#worker/domain/sums.ts";

/** What each sum is of one event; the same as `sumsOf` in the domain, in SQL. */
const sumOf: Record<(typeof sumKeys)[number], SQL> = {
  input: sql`sum(input)`,
  output: sql`sum(output)`,
  cacheRead: sql`sum(cache_read)`,
  cacheWrite5m: sql`sum(cache_write_5m)`,
  cacheWrite1h: sql`sum(cache_write_1h)`,
  reasoning: sql`sum(reasoning)`,
  webSearches: sql`sum(web_searches)`,
  events: sql`count(*)`,
  lowerBoundEvents: sql`sum(lower_bound)`,
  unpricedEvents: sql`sum(cost_nano_usd IS NULL)`,
  auxiliaryTokens: sql`sum(CASE WHEN auxiliary
    THEN input + output + cache_read + cache_write_5m + cache_write_1h ELSE 0 END)`,
  costNanoUsd: sql`coalesce(sum(cost_nano_usd), 0)`,
};

/** A table of sums: by what it groups, and how that follows from an event. */
export type SumTable = { name: string; table: SQLiteTable; keys: Record<string, SQL> };

const hourAt = sql`occurred_at - occurred_at % ${sql.raw(String(hourMs))}`;
const column = (name: string) => sql`${sql.identifier(name)}`;

/** Every table that carries sums over events. */
export const sumTables: SumTable[] = [
  {
    name: "usage_rollup",
    table: usageRollup,
    keys: {
      workspace_id: column("workspace_id"),
      dev_session_id: column("dev_session_id"),
      hour_at: hourAt,
      run_id: column("run_id"),
      model: column("model"),
      task_id: column("task_id"),
      project_id: column("project_id"),
      person_id: column("person_id"),
      runtime: column("runtime"),
    },
  },
  {
    name: "usage_hour",
    table: usageHour,
    keys: {
      workspace_id: column("workspace_id"),
      hour_at: hourAt,
      project_id: column("project_id"),
      person_id: column("person_id"),
      runtime: column("runtime"),
      model: column("model"),
    },
  },
  {
    name: "dev_session",
    table: devSession,
    keys: { workspace_id: column("workspace_id"), id: column("dev_session_id") },
  },
];

/** A table's sums as they are stored, without the empty rows that moved events leave behind. */
export const storedSums = ({ table, keys }: SumTable): SQL =>
  sql`SELECT ${columnList(keys)} FROM ${table} WHERE events <> 0`;

/** The same sums made from the events. */
export function sumsFromEvents({ keys }: SumTable): SQL {
  const groups = Object.entries(keys).map(([name, value]) => sql`${value} AS ${column(name)}`);
  const sums = sumKeys.map((key) => sql`${sumOf[key]} AS ${column(columnNames[key])}`);
  const grouping = Object.values(keys);
  return sql`SELECT ${sql.join([...groups, ...sums], sql`, `)} FROM ${usageEvent}
    GROUP BY ${sql.join(grouping, sql`, `)}`;
}

/** The key columns and the sums, in the order of both selects. */
export const columnList = (keys: SumTable["keys"]): SQL =>
  sql.join([...Object.keys(keys), ...Object.values(columnNames)].map(column), sql`, `);

const columnNames = Object.fromEntries(
  sumKeys.map((key) => [key, getTableColumns(usageHour)[key].name]),
) as Record<(typeof sumKeys)[number], string>;

/** The sums' own columns. */
export const sumColumnNames = Object.values(columnNames);
