import { z } from "zod";

/**
 * Nano-US-dollars of a sum. It is exact up to 2^53, nine million dollars; the ledger stays exact beyond that, and what is
 * answered of it is the next number that JSON's readers can hold, some nano-dollars off.
 */
export const nanoUsdSum = z.number().multipleOf(1);

/**
 * Sums over usage events. `total` = input + output + cacheRead + both cache writes; `reasoning` is a part of
 * `output`, `auxiliaryTokens` a part of `total`. Unpriced events are in the token sums and not in the cost.
 */
export const totals = z.object({
  input: z.int(),
  output: z.int(),
  cacheRead: z.int(),
  cacheWrite5m: z.int(),
  cacheWrite1h: z.int(),
  reasoning: z.int(),
  total: z.int(),
  events: z.int(),
  lowerBoundEvents: z.int(),
  unpricedEvents: z.int(),
  auxiliaryTokens: z.int(),
  webSearches: z.int(),
  costNanoUsd: nanoUsdSum,
  /** The same as decimal US dollars, `"769.844867000"`. */
  costUsd: z.string(),
});

export type Totals = z.infer<typeof totals>;
