import { env } from "cloudflare:workers";
import { asc, eq } from "drizzle-orm";
import { openDatabase } from "#worker/db/client.ts";
import { apiError, toolCall } from "#worker/db/call-schema.ts";
import { devSession, usageEvent, usageHour, usageRollup } from "#worker/db/schema.ts";
import { addSums, noSums, type Sums } from "#worker/domain/sums.ts";

/** Everything that a workspace's ledger holds, in a fixed order. */
export async function readLedger(workspaceId: string) {
  const db = openDatabase(env);
  const [events, rollups, hours, sessions, tools, errors] = await Promise.all([
    db
      .select()
      .from(usageEvent)
      .where(eq(usageEvent.workspaceId, workspaceId))
      .orderBy(asc(usageEvent.key)),
    db.select().from(usageRollup).where(eq(usageRollup.workspaceId, workspaceId)),
    db.select().from(usageHour).where(eq(usageHour.workspaceId, workspaceId)),
    db
      .select()
      .from(devSession)
      .where(eq(devSession.workspaceId, workspaceId))
      .orderBy(asc(devSession.rootRunId)),
    db.select().from(toolCall).where(eq(toolCall.workspaceId, workspaceId)),
    db.select().from(apiError).where(eq(apiError.workspaceId, workspaceId)),
  ]);
  return { events, rollups, hours, sessions, tools, errors };
}

/** A workspace's sums as its dashboard has them. */
export async function readTotals(workspaceId: string): Promise<Sums> {
  const { hours } = await readLedger(workspaceId);
  const sums = noSums();
  for (const hour of hours) addSums(sums, hour);
  return sums;
}
