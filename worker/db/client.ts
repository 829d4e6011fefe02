import { drizzle } from "drizzle-orm/d1";

/** The database of this request. Many statements that belong together go through `db.batch`, one transaction. */
export function openDatabase(env: Pick<Env, "DB">) {
  return drizzle(env.DB);
}

export type Database = ReturnType<typeof openDatabase>;
