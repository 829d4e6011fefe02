import { type SQL, sql } from "drizzle-orm";
import { devSession } from "#worker/db/schema.ts";
import type { OperationContext } from "../context.ts";

/** Raises a session's revision where it is about to change, so that its report and open pages follow. It stands before the change itself. */
export const raiseRevision = ({ actor }: OperationContext, id: string, where: SQL): SQL =>
  sql`UPDATE ${devSession} SET revision = revision + 1
    WHERE id = ${id} AND workspace_id = ${actor.workspaceId} AND ${where}`;
