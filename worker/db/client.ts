import type { SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";

/** The database of this request. */
export function openDatabase({ DB }: { DB: D1Database }) {
  return drizzle(DB);
}

export type Database = ReturnType<typeof openDatabase>;

const dialect = new SQLiteAsyncDialect();

/**
 * Runs statements in one transaction: all of them or none. Answers each one's rows, in their order. (Drizzle's own
 * `batch` takes no `sql` with parameters.)
 */
export async function runBatch(db: Database, statements: SQL[]): Promise<unknown[][]> {
  if (statements.length === 0) return [];
  const prepared = statements.map((statement) => {
    const query = dialect.sqlToQuery(statement);
    return db.$client.prepare(query.sql).bind(...query.params);
  });
  const results = await db.$client.batch(prepared);
  return results.map((result) => result.results);
}
