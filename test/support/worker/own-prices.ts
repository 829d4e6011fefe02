import type { BucketPrices, PriceBookInput } from "#contract/prices.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { readPriceBook } from "#worker/operations/prices/read-price-book.ts";
import { savePrices } from "#worker/operations/prices/save-prices.ts";

/** $1 for a million tokens of every bucket; name only what the test is about. */
export const prices = (facts: Partial<BucketPrices> = {}): BucketPrices => ({
  input: 1,
  output: 1,
  cacheRead: 1,
  cacheWrite5m: 1,
  cacheWrite1h: 1,
  ...facts,
});

/** Replaces a workspace's own prices, whatever they were. */
export async function setPrices(
  ctx: OperationContext,
  { aliases = [], overrides = [] }: Partial<PriceBookInput>,
) {
  const { revision } = await readPriceBook(ctx);
  return savePrices(ctx, { revision, aliases, overrides });
}
