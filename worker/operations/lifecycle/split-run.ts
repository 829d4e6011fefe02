import { and, eq, sql } from "drizzle-orm";
import type { SessionSplit } from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { runBatch } from "#worker/db/client.ts";
import { sessionElsewhere } from "#worker/db/lifecycle-schema.ts";
import { run } from "#worker/db/schema.ts";
import { runIdOf } from "#worker/domain/stable-ids.ts";
import { AppError, notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { readLifecycle } from "../ingest/read-places.ts";
import { answerChange } from "./answer-change.ts";
import { mustChangeSession } from "./must-change-session.ts";
import { noteMovesHome } from "./note-moves.ts";
import { raiseLifecycle, untilStored } from "./store-lifecycle.ts";

/**
 * Takes a root run and its sub-agents out of a manual session: from now on and back, all that they did stands in the
 * run's own session, whatever manual session runs. Answers the manual one.
 */
export async function splitRun(
  ctx: OperationContext,
  id: string,
  { runtime, runId }: SessionSplit,
): Promise<SessionDetail> {
  const { origin } = await mustChangeSession(ctx, id);
  if (origin === "auto") {
    throw new AppError("invalid_input", "Runs are split off manual sessions alone.");
  }
  await untilStored(() => split(ctx, id, runIdOf(runtime, runId)));
  return answerChange(ctx, id);
}

async function split(ctx: OperationContext, id: string, runId: string): Promise<void> {
  const { workspaceId } = ctx.actor;
  const revision = await readLifecycle(ctx);
  const [row] = await ctx.db
    .select()
    .from(run)
    .where(and(eq(run.workspaceId, workspaceId), eq(run.id, runId)));
  if (!row || !(await isInside(ctx, id, row.devSessionId))) throw notFound("run in this session");
  if (row.parentRunId !== null) {
    throw new AppError(
      "invalid_input",
      "runId: A sub-agent's run stays with the one it belongs to.",
    );
  }
  if (row.isSplitOff) return;
  await runBatch(ctx.db, [
    ...raiseLifecycle(workspaceId, revision),
    sql`UPDATE ${run} SET is_split_off = 1
      WHERE workspace_id = ${workspaceId} AND dev_session_id = ${row.devSessionId}`,
    noteMovesHome(ctx, row.devSessionId),
  ]);
}

async function isInside({ db, actor }: OperationContext, id: string, home: string) {
  const rows = await db
    .select()
    .from(sessionElsewhere)
    .where(
      and(
        eq(sessionElsewhere.workspaceId, actor.workspaceId),
        eq(sessionElsewhere.homeSessionId, home),
        eq(sessionElsewhere.devSessionId, id),
      ),
    );
  return rows.length > 0;
}
