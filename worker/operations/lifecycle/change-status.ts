import { sql } from "drizzle-orm";
import type { SessionNotes } from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { runBatch } from "#worker/db/client.ts";
import { devSession } from "#worker/db/schema.ts";
import { forever } from "#worker/domain/place-event.ts";
import {
  afterVerb,
  isDone,
  latestOf,
  possibleVerbs,
  type Verb,
} from "#worker/domain/session-lifecycle.ts";
import { SessionRefusal } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { failWhere } from "../ingest/guard-reads.ts";
import { readLifecycle } from "../ingest/read-places.ts";
import { getSessionReport } from "../reports/get-session-report.ts";
import { answerChange } from "./answer-change.ts";
import { mustChangeSession } from "./must-change-session.ts";
import { readSession, type SessionRow } from "./read-session.ts";
import { saveNotes } from "./save-notes.ts";
import { storeLifecycle, untilStored } from "./store-lifecycle.ts";

export type StatusChange = { id: string; verb: Verb; notes?: SessionNotes };

/** Pauses, resumes, completes or cancels a session. Done twice it is done once. */
export async function changeStatus(
  ctx: OperationContext,
  change: StatusChange,
): Promise<SessionDetail> {
  const { origin } = await mustChangeSession(ctx, change.id);
  await untilStored(() => (origin === "auto" ? changeAuto : changeManual)(ctx, change));
  const session = await answerChange(ctx, change.id);
  if (change.verb === "complete") ctx.waitUntil(makeReport(ctx, change.id));
  return session;
}

/** Where this fails, whoever asks for the report first has it made. */
const makeReport = (ctx: OperationContext, id: string) =>
  getSessionReport(ctx, id).catch((error: unknown) => {
    console.error({ message: "report not made yet", error: String(error) });
  });

async function changeManual(ctx: OperationContext, { id, verb, notes }: StatusChange) {
  const revision = await readLifecycle(ctx);
  const { row, lifecycle } = await readSession(ctx, id);
  const besides = saveNotes(ctx, id, notes);
  if (isDone(row.status, verb)) return void (await runBatch(ctx.db, besides));
  mustBePossible(row, verb);
  const after = afterVerb(lifecycle, verb, ctx.now);
  const window = { fromAt: latestOf(after), toAt: forever };
  await storeLifecycle(ctx, { revision, session: row, after, window, besides });
}

/** An auto session follows its run: it is active again if that goes on, but for a cancelled one. */
async function changeAuto(ctx: OperationContext, { id, verb, notes }: StatusChange) {
  const { row } = await readSession(ctx, id);
  const besides = saveNotes(ctx, id, notes);
  if (isDone(row.status, verb)) return void (await runBatch(ctx.db, besides));
  mustBePossible(row, verb);
  const itself = sql`id = ${id} AND workspace_id = ${ctx.actor.workspaceId}`;
  const status = verb === "cancel" ? "cancelled" : "completed";
  await runBatch(ctx.db, [
    // Its alarm, an upload or another tab may have been faster.
    failWhere(sql`SELECT 1 FROM ${devSession} WHERE ${itself} AND status <> ${row.status}`),
    ...besides,
    sql`UPDATE ${devSession} SET status = ${status}, ended_at = last_activity_at, revision = revision + 1
      WHERE ${itself}`,
  ]);
}

function mustBePossible({ id, origin, status }: SessionRow, verb: Verb): void {
  const possible = possibleVerbs(origin, status);
  if (possible.includes(verb)) return;
  const instead =
    possible.length > 0 ? `It can be asked to: ${possible.join(", ")}.` : "It is over.";
  throw new SessionRefusal("session_state", `The session is ${status}. ${instead}`, {
    id,
    status,
    possible,
  });
}
