import { type SQL, sql } from "drizzle-orm";
import { devSession } from "#worker/db/schema.ts";

/** The workspace's sessions among those whose ids a query answers. */
export const sessionsById = (workspaceId: string, ids: SQL) =>
  // The `+` keeps SQLite from walking through the whole workspace, which it takes for less than the ids.
  sql`+${devSession.workspaceId} = ${workspaceId} AND ${devSession.id} IN (${ids})`;
