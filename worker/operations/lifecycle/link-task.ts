import { type SQL, sql } from "drizzle-orm";
import type { TaskLink } from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { runBatch } from "#worker/db/client.ts";
import { insertRows } from "#worker/db/json-rows.ts";
import { devSessionTask } from "#worker/db/lifecycle-schema.ts";
import type { OperationContext } from "../context.ts";
import { actorPerson } from "../prices/actor-person.ts";
import { answerChange } from "./answer-change.ts";
import { mustChangeSession } from "./must-change-session.ts";
import { raiseRevision } from "./raise-revision.ts";

/** Notes what a session did to a task; once, however often it is told. */
export async function linkTask(
  ctx: OperationContext,
  id: string,
  link: TaskLink,
): Promise<SessionDetail> {
  await mustChangeSession(ctx, id);
  const row = {
    workspaceId: ctx.actor.workspaceId,
    devSessionId: id,
    ...link,
    personId: actorPerson(ctx.actor),
    createdAt: ctx.now,
  };
  await runBatch(ctx.db, [
    raiseRevision(ctx, id, sql`NOT EXISTS (${linkOf(ctx, id, link)})`),
    insertRows(devSessionTask, [row], sql`ON CONFLICT DO NOTHING`),
  ]);
  return answerChange(ctx, id);
}

/** Takes that back. */
export async function unlinkTask(
  ctx: OperationContext,
  id: string,
  link: TaskLink,
): Promise<SessionDetail> {
  await mustChangeSession(ctx, id);
  const found = linkOf(ctx, id, link);
  await runBatch(ctx.db, [
    raiseRevision(ctx, id, sql`EXISTS (${found})`),
    sql`DELETE FROM ${devSessionTask} WHERE (workspace_id, dev_session_id, task_key, relationship) IN (${found})`,
  ]);
  return answerChange(ctx, id);
}

const linkOf = (
  { actor }: OperationContext,
  id: string,
  { taskKey, relationship }: TaskLink,
): SQL =>
  sql`SELECT workspace_id, dev_session_id, task_key, relationship FROM ${devSessionTask}
    WHERE workspace_id = ${actor.workspaceId} AND dev_session_id = ${id}
      AND task_key = ${taskKey} AND relationship = ${relationship}`;
