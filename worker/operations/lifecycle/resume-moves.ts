import { lt } from "drizzle-orm";
import type { Database } from "#worker/db/client.ts";
import { sessionMove } from "#worker/db/lifecycle-schema.ts";
import { repricer } from "#worker/live/stubs.ts";

const stillForMs = 5 * 60_000;

/** The safety net, over all workspaces: takes moves of events further that stand still. Returns how many workspaces have such. */
export async function resumeMoves(outer: { env: Env; db: Database; now: number }): Promise<number> {
  const still = await outer.db
    .selectDistinct({ workspaceId: sessionMove.workspaceId })
    .from(sessionMove)
    .where(lt(sessionMove.updatedAt, outer.now - stillForMs))
    .limit(20);
  for (const { workspaceId } of still) await repricer(outer.env, workspaceId).go();
  return still.length;
}
