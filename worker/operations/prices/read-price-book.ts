import { desc, eq } from "drizzle-orm";
import { priceBook } from "#worker/db/price-schema.ts";
import { emptyBook, type PriceBook } from "#worker/domain/price-events.ts";
import type { OperationContext } from "../context.ts";

/** The workspace's own prices as they are now. */
export async function readPriceBook({
  db,
  actor,
}: Pick<OperationContext, "db" | "actor">): Promise<PriceBook> {
  const [latest] = await db
    .select({
      revision: priceBook.revision,
      aliases: priceBook.aliases,
      overrides: priceBook.overrides,
    })
    .from(priceBook)
    .where(eq(priceBook.workspaceId, actor.workspaceId))
    .orderBy(desc(priceBook.revision))
    .limit(1);
  return latest ?? emptyBook;
}
