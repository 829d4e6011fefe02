import { and, desc, eq, gt, inArray, or } from "drizzle-orm";
import { devSession } from "#worker/db/schema.ts";
import { sessionLive, workspaceLive } from "#worker/live/stubs.ts";
import type { OperationContext } from "../context.ts";

/** Whose sockets: everything a person opened, or what was opened with one token. */
export type Watcher = `person:${string}` | `token:${string}`;

/** A page left open on a session that was quiet for longer is not told anything by it. */
const watchedForMs = 86_400_000;
const mostSessions = 200;

/**
 * Closes the sockets of somebody whose access ended. Access itself ended before, in the database; a socket that is
 * missed here sees no more than the changes of one session until it reconnects.
 */
export async function closeSockets(
  { env, db, now }: Pick<OperationContext, "env" | "db" | "now">,
  workspaceId: string,
  watchers: Watcher[],
): Promise<void> {
  if (watchers.length === 0) return;
  const sessions = await db
    .select({ id: devSession.id })
    .from(devSession)
    .where(
      and(
        eq(devSession.workspaceId, workspaceId),
        or(
          inArray(devSession.status, ["active", "paused"]),
          gt(devSession.lastActivityAt, now - watchedForMs),
        ),
      ),
    )
    .orderBy(desc(devSession.lastActivityAt))
    .limit(mostSessions);
  const objects = [
    workspaceLive(env, workspaceId),
    ...sessions.map(({ id }) => sessionLive(env, workspaceId, id)),
  ];
  await Promise.allSettled(
    objects.flatMap((object) => watchers.map((watcher) => object.close(watcher))),
  );
}
