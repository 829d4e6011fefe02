import { and, eq } from "drizzle-orm";
import type { TaskLink } from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { runBatch } from "#worker/db/client.ts";
import { insertRows } from "#worker/db/json-rows.ts";
import { devSessionTask } from "#worker/db/lifecycle-schema.ts";
import { devSession } from "#worker/db/schema.ts";
import { sql } from "drizzle-orm";
import type { OperationContext } from "../context.ts";
import { actorPerson } from "../prices/actor-person.ts";
import { answerChange } from "./answer-change.ts";
import { mustChangeSession } from "./must-change-session.ts";

/** Notes what a session did to a task; once, however often it is told. */
export async function linkTask(
  ctx: OperationContext,
  id: string,
  { taskKey, relationship }: TaskLink,
): Promise<SessionDetail> {
  await mustChangeSession(ctx, id);
  const row = {
    workspaceId: ctx.actor.workspaceId,
    devSessionId: id,
    taskKey,
    relationship,
    personId: actorPerson(ctx.actor),
    createdAt: ctx.now,
  };
  await runBatch(ctx.db, [
    insertRows(devSessionTask, [row], sql`ON CONFLICT DO NOTHING`),
    touch(ctx, id),
  ]);
  return answerChange(ctx, id);
}

/** Takes that back. */
export async function unlinkTask(
  ctx: OperationContext,
  id: string,
  { taskKey, relationship }: TaskLink,
): Promise<SessionDetail> {
  await mustChangeSession(ctx, id);
  await ctx.db
    .delete(devSessionTask)
    .where(
      and(
        eq(devSessionTask.workspaceId, ctx.actor.workspaceId),
        eq(devSessionTask.devSessionId, id),
        eq(devSessionTask.taskKey, taskKey),
        eq(devSessionTask.relationship, relationship),
      ),
    );
  await runBatch(ctx.db, [touch(ctx, id)]);
  return answerChange(ctx, id);
}

const touch = ({ actor }: OperationContext, id: string) =>
  sql`UPDATE ${devSession} SET revision = revision + 1
    WHERE id = ${id} AND workspace_id = ${actor.workspaceId}`;
