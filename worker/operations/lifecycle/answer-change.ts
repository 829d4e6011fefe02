import type { SessionDetail } from "#contract/sessions.ts";
import { repricer } from "#worker/live/stubs.ts";
import type { OperationContext } from "../context.ts";
import { publishSessions } from "../ingest/publish-sessions.ts";
import { getSession } from "../sessions/get-session.ts";
import { moveEvents } from "./move-events.ts";

/** Moves what a change has to move, the rest of much by itself, tells whoever watches, and answers how the session stands. */
export async function answerChange(ctx: OperationContext, id: string): Promise<SessionDetail> {
  await move(ctx);
  publishSessions(ctx, [id], "sessions");
  return getSession(ctx, id);
}

/** The change is on record by now: where moving fails, an object or cron takes it further. */
async function move(ctx: OperationContext): Promise<void> {
  try {
    const isMore = await moveEvents(ctx);
    if (isMore) ctx.waitUntil(repricer(ctx.env, ctx.actor.workspaceId).go().catch(logLate));
  } catch (error) {
    logLate(error);
  }
}

function logLate(error: unknown): void {
  console.error({ message: "events not moved yet", error: String(error) });
}
