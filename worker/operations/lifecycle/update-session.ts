import { and, eq, gt, lt, ne, type SQL, sql } from "drizzle-orm";
import type { SessionPatch } from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { runBatch } from "#worker/db/client.ts";
import { sessionStretch } from "#worker/db/lifecycle-schema.ts";
import { devSession } from "#worker/db/schema.ts";
import type { Period } from "#worker/domain/session-lifecycle.ts";
import { withStart } from "#worker/domain/session-lifecycle.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { readLifecycle } from "../ingest/read-places.ts";
import { answerChange } from "./answer-change.ts";
import { mustChangeSession } from "./must-change-session.ts";
import { mustHaveHappened } from "./must-have-happened.ts";
import { readSession, type SessionRow } from "./read-session.ts";
import { saveNotes } from "./save-notes.ts";
import { storeLifecycle, untilStored } from "./store-lifecycle.ts";

/** Renames or retypes a session, writes its notes, or lets a manual one begin at another moment. */
export async function updateSession(
  ctx: OperationContext,
  id: string,
  patch: SessionPatch,
): Promise<SessionDetail> {
  const { origin } = await mustChangeSession(ctx, id);
  const { title, type, startedAt, ...notes } = patch;
  const besides = [...describe(ctx, id, { title, type }), ...saveNotes(ctx, id, notes)];
  if (startedAt === undefined) {
    await runBatch(ctx.db, besides);
  } else {
    if (origin === "auto") {
      throw new AppError("invalid_input", "startedAt: This session starts with its first event.");
    }
    const at = mustHaveHappened(ctx, startedAt);
    await untilStored(() => changeStart(ctx, { id, at, besides }));
  }
  return answerChange(ctx, id);
}

/** What a person gave is not replaced by what a run says. */
function describe({ actor }: OperationContext, id: string, { title, type }: SessionPatch): SQL[] {
  const itself = sql`id = ${id} AND workspace_id = ${actor.workspaceId}`;
  const statements: SQL[] = [];
  const set = (column: string, value: string) => {
    const [named, isOwn] = [sql.identifier(column), sql.identifier(`${column}_is_own`)];
    statements.push(sql`UPDATE ${devSession}
      SET ${named} = ${value}, ${isOwn} = 1, revision = revision + 1
      WHERE ${itself} AND (${named}, ${isOwn}) IS NOT (${value}, 1)`);
  };
  if (title !== undefined) set("title", title);
  if (type !== undefined) set("type", type);
  return statements;
}

type NewStart = { id: string; at: number; besides: SQL[] };

async function changeStart(ctx: OperationContext, { id, at, besides }: NewStart): Promise<void> {
  const revision = await readLifecycle(ctx);
  const { row, lifecycle } = await readSession(ctx, id);
  if (at === row.startedAt) return void (await runBatch(ctx.db, besides));
  const after = withStart(lifecycle, at);
  if (!after) {
    throw new AppError("invalid_input", "startedAt: The session paused or ended before that.");
  }
  const window = { fromAt: Math.min(at, row.startedAt), toAt: Math.max(at, row.startedAt) };
  await mustBeFree(ctx, row, window);
  await storeLifecycle(ctx, { revision, session: row, after, window, besides });
}

/** Another session of the same person and project that ran then keeps its events. */
async function mustBeFree(ctx: OperationContext, row: SessionRow, window: Period): Promise<void> {
  const [taken] = await ctx.db
    .select({ id: sessionStretch.devSessionId })
    .from(sessionStretch)
    .where(
      and(
        eq(sessionStretch.workspaceId, row.workspaceId),
        eq(sessionStretch.personId, row.personId),
        eq(sessionStretch.projectId, row.projectId),
        ne(sessionStretch.devSessionId, row.id),
        gt(sessionStretch.toAt, window.fromAt),
        lt(sessionStretch.fromAt, window.toAt),
      ),
    )
    .limit(1);
  if (taken) throw new AppError("conflict", `The session ${taken.id} ran at that time.`);
}
