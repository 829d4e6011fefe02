import { type SQL, sql } from "drizzle-orm";
import { run, usageRollup } from "#worker/db/schema.ts";
import type { OperationContext } from "../context.ts";

/** The runs whose own session it is, and others of which it holds events, as the query of another one. */
export const runIdsOf = ({ actor }: Pick<OperationContext, "actor">, sessionId: string): SQL =>
  sql`SELECT id FROM ${run}
      WHERE workspace_id = ${actor.workspaceId} AND dev_session_id = ${sessionId}
    UNION SELECT run_id FROM ${usageRollup}
      WHERE workspace_id = ${actor.workspaceId} AND dev_session_id = ${sessionId} AND events > 0`;
