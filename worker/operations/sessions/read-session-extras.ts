import { and, asc, eq } from "drizzle-orm";
import type { SessionDetail } from "#contract/sessions.ts";
import { devSessionTask, sessionNote } from "#worker/db/lifecycle-schema.ts";
import { forever } from "#worker/domain/place-event.ts";
import type { OperationContext } from "../context.ts";
import { readPeriods } from "../lifecycle/read-session.ts";
import { isoOf } from "./read-summaries.ts";

type Extras = Pick<SessionDetail, "stretches" | "summary" | "keyChanges" | "nextSteps" | "tasks">;

/** When a session ran, what was written of it, and which tasks it is linked with. */
export async function readSessionExtras(ctx: OperationContext, sessionId: string): Promise<Extras> {
  const [periods, [note], tasks] = await Promise.all([
    readPeriods(ctx, sessionId),
    readNote(ctx, sessionId),
    readTasks(ctx, sessionId),
  ]);
  return {
    stretches: periods.map(({ fromAt, toAt }) => ({
      from: isoOf(fromAt),
      to: toAt === forever ? null : isoOf(toAt),
    })),
    summary: note?.summary ?? null,
    keyChanges: note?.keyChanges ?? [],
    nextSteps: note?.nextSteps ?? [],
    tasks: tasks.map(({ taskKey, relationship, createdAt }) => ({
      key: taskKey,
      relationship,
      at: isoOf(createdAt),
    })),
  };
}

const readNote = ({ db, actor }: OperationContext, sessionId: string) =>
  db
    .select()
    .from(sessionNote)
    .where(
      and(eq(sessionNote.workspaceId, actor.workspaceId), eq(sessionNote.devSessionId, sessionId)),
    );

const readTasks = ({ db, actor }: OperationContext, sessionId: string) =>
  db
    .select()
    .from(devSessionTask)
    .where(
      and(
        eq(devSessionTask.workspaceId, actor.workspaceId),
        eq(devSessionTask.devSessionId, sessionId),
      ),
    )
    .orderBy(asc(devSessionTask.createdAt), asc(devSessionTask.taskKey));
