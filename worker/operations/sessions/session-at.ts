import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { sessionStretch } from "#worker/db/lifecycle-schema.ts";
import { run } from "#worker/db/schema.ts";

type Columns = { workspaceId: SQLiteColumn; runId: SQLiteColumn; at: SQLiteColumn };

/** The session to which something belongs that a run did at a moment: the same as `sessionOf` in the domain, in SQL. */
export const sessionAt = ({ workspaceId, runId, at }: Columns): SQL<string> =>
  sql`(SELECT coalesce(
      (SELECT stretch.dev_session_id FROM ${sessionStretch} AS stretch
        WHERE NOT own.is_split_off AND stretch.workspace_id = own.workspace_id
          AND stretch.person_id = own.person_id AND stretch.project_id = own.project_id
          AND stretch.to_at > ${at} AND stretch.from_at <= ${at}),
      own.dev_session_id)
    FROM ${run} AS own WHERE own.workspace_id = ${workspaceId} AND own.id = ${runId})`;
