import { type SQL, sql } from "drizzle-orm";
import { type Database, runBatch } from "#worker/db/client.ts";
import { devSession, usageRollup } from "#worker/db/schema.ts";
import { columnList, sumColumnNames, sumsFromEvents, sumTables } from "./sums-from-events.ts";

/** Makes every stored sum anew from the events, in one transaction. */
export async function rebuildSums(db: Database): Promise<void> {
  const statements = sumTables.flatMap((one): SQL[] => {
    if (one.table === devSession) return rebuildSessions();
    return [
      sql`DELETE FROM ${one.table}`,
      sql`INSERT INTO ${one.table} (${columnList(one.keys)}) ${sumsFromEvents(one)}`,
    ];
  });
  await runBatch(db, statements);
}

/** Sessions keep their facts; only their sums are made anew, from the rollups made before. */
function rebuildSessions(): SQL[] {
  const sums = sumColumnNames.map((name) => {
    const column = sql.identifier(name);
    return sql`${column} = coalesce((SELECT sum(${column}) FROM ${usageRollup}
      WHERE workspace_id = dev_session.workspace_id AND dev_session_id = dev_session.id), 0)`;
  });
  return [sql`UPDATE ${devSession} SET ${sql.join(sums, sql`, `)}, revision = revision + 1`];
}
