import { sql } from "drizzle-orm";
import type { Database } from "#worker/db/client.ts";

/** The newest applied migration, `0000_ledger`; null where the database was never migrated. */
export async function readMigration(db: Database): Promise<string | null> {
  try {
    const row = await db.get<{ name: string }>(
      sql`SELECT name FROM d1_migrations ORDER BY id DESC LIMIT 1`,
    );
    return row?.name.replace(/\.sql$/, "") ?? null;
  } catch {
    // Wrangler makes the table with the first migration.
    return null;
  }
}
