import { and, desc, eq, lt } from "drizzle-orm";
import type { VibeAudit } from "#contract/vibe.ts";
import { defaultVibeRates } from "#contract/vibe-rule.ts";
import { auth_user } from "#worker/db/auth-schema.ts";
import { vibeRates } from "#worker/db/vibe-schema.ts";
import type { OperationContext } from "../context.ts";
import { isoOf } from "../sessions/read-summaries.ts";

/** What was changed in the rates, when and by whom, newest first. The cursor is the last revision that was shown. */
export async function listVibeAudit(
  { db, actor }: OperationContext,
  { limit, cursor }: { limit: number; cursor?: number | undefined },
): Promise<VibeAudit> {
  const rows = await db
    .select({ book: vibeRates, by: { id: auth_user.id, name: auth_user.name } })
    .from(vibeRates)
    .leftJoin(auth_user, eq(auth_user.id, vibeRates.personId))
    .where(
      and(
        eq(vibeRates.workspaceId, actor.workspaceId),
        cursor === undefined ? undefined : lt(vibeRates.revision, cursor),
      ),
    )
    .orderBy(desc(vibeRates.revision))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ book, by }, at) => ({
    at: isoOf(book.createdAt),
    by,
    revision: book.revision,
    before: rows[at + 1]?.book.rates ?? defaultVibeRates,
    after: book.rates,
  }));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? String(last.revision) : null };
}
