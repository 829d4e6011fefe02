import { desc, eq } from "drizzle-orm";
import type { VibeRateBook } from "#contract/vibe.ts";
import { defaultVibeRates } from "#contract/vibe-rule.ts";
import { vibeRates } from "#worker/db/vibe-schema.ts";
import type { OperationContext } from "../context.ts";

/** The workspace's rates as they are now; the defaults until it set its own. */
export async function readVibeRates({
  db,
  actor,
}: Pick<OperationContext, "db" | "actor">): Promise<VibeRateBook> {
  const [latest] = await db
    .select({ revision: vibeRates.revision, rates: vibeRates.rates })
    .from(vibeRates)
    .where(eq(vibeRates.workspaceId, actor.workspaceId))
    .orderBy(desc(vibeRates.revision))
    .limit(1);
  return latest ?? { revision: 0, rates: defaultVibeRates };
}
