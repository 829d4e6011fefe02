import { and } from "drizzle-orm";
import { valuesOf } from "#worker/db/json-rows.ts";
import { devSession, openSession } from "#worker/db/schema.ts";
import type { EventChange } from "#worker/domain/ledger-changes.ts";
import { workspaceLive } from "#worker/live/stubs.ts";
import type { OperationContext } from "../context.ts";
import { publishSessions } from "../ingest/publish-sessions.ts";
import { sessionsById } from "../sessions/sessions-by-id.ts";

/**
 * Tells whoever watches. Open sessions are told one by one; of the others a pass may touch thousands, and pages that
 * show one fetch it again when the overview says that the ledger moved.
 */
export function publishRepriced(ctx: OperationContext, changes: EventChange[]): void {
  const ids = new Set(
    changes.flatMap(({ before, after }) =>
      [before, after].flatMap((one) => one?.devSessionId ?? []),
    ),
  );
  ctx.waitUntil(
    publish(ctx, [...ids]).catch((error: unknown) => {
      console.error({ message: "live update not sent", error: String(error) });
    }),
  );
}

async function publish(ctx: OperationContext, ids: string[]): Promise<void> {
  const { workspaceId } = ctx.actor;
  const open = await ctx.db
    .select({ id: devSession.id })
    .from(devSession)
    .where(and(sessionsById(workspaceId, valuesOf(ids)), openSession));
  publishSessions(
    ctx,
    open.map(({ id }) => id),
  );
  await workspaceLive(ctx.env, workspaceId).touch();
}
