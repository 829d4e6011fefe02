import { sql } from "drizzle-orm";
import type { Database } from "#worker/db/client.ts";
import { storedSums, sumsFromEvents, sumTables } from "./sums-from-events.ts";

/** How many rows of a table differ from a rebuild, and how many there are. */
export type Drift = { table: string; rows: number; differing: number };

/** Compares every stored sum with one made from the events, over all workspaces. */
export async function findDrift(db: Database): Promise<Drift[]> {
  const found: Drift[] = [];
  for (const one of sumTables) {
    const stored = storedSums(one);
    const rebuilt = sumsFromEvents(one);
    const [row] = await db.all<{ rows: number; differing: number }>(sql`
      WITH stored AS (${stored}), rebuilt AS (${rebuilt})
      SELECT (SELECT count(*) FROM rebuilt) AS rows,
        (SELECT count(*) FROM (SELECT * FROM stored EXCEPT SELECT * FROM rebuilt)) +
        (SELECT count(*) FROM (SELECT * FROM rebuilt EXCEPT SELECT * FROM stored)) AS differing`);
    found.push({ table: one.name, rows: row?.rows ?? 0, differing: row?.differing ?? 0 });
  }
  return found;
}
