import { and, eq, lt } from "drizzle-orm";
import type { Database } from "#worker/db/client.ts";
import { repricing } from "#worker/db/price-schema.ts";
import { repricer } from "#worker/live/stubs.ts";

const stillForMs = 5 * 60_000;

/** The safety net under the objects' alarms, over all workspaces: takes passes further that stand still. Returns how many. */
export async function resumeRepricings(outer: {
  env: Env;
  db: Database;
  now: number;
}): Promise<number> {
  const still = await outer.db
    .selectDistinct({ workspaceId: repricing.workspaceId })
    .from(repricing)
    .where(and(eq(repricing.status, "running"), lt(repricing.updatedAt, outer.now - stillForMs)))
    .limit(20);
  for (const { workspaceId } of still) await repricer(outer.env, workspaceId).go();
  return still.length;
}
