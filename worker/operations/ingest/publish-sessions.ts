import { sessionLive, workspaceLive } from "#worker/live/stubs.ts";
import type { OperationContext } from "../context.ts";
import { readSummaries } from "../sessions/read-summaries.ts";

/** Tells whoever watches. The record is safe already, so a failure here is logged and nothing more. */
export function publishSessions(
  ctx: OperationContext,
  sessionIds: string[],
  what: "ledger" | "sessions" = "ledger",
): void {
  if (sessionIds.length === 0) return;
  ctx.waitUntil(
    publish(ctx, sessionIds, what).catch((error: unknown) => {
      console.error({ message: "live update not sent", error: String(error) });
    }),
  );
}

async function publish(
  ctx: OperationContext,
  sessionIds: string[],
  what: "ledger" | "sessions",
): Promise<void> {
  const { workspaceId } = ctx.actor;
  const overview = workspaceLive(ctx.env, workspaceId).touch(what);
  const summaries = await readSummaries(ctx, sessionIds);
  await Promise.all([
    overview,
    ...summaries.map((one) => sessionLive(ctx.env, workspaceId, one.id).publish(one)),
  ]);
}
