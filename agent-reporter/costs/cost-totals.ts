import type { UsageItem } from "#contract/ingest.ts";
import { costNanoUsd, rateCardFor } from "#contract/pricing.ts";

/** Sums over events. `total` = input + output + cacheRead + both cache writes; `auxiliaryTokens` is a part of it. */
export type CostTotals = {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  reasoning: number;
  total: number;
  events: number;
  lowerBoundEvents: number;
  auxiliaryTokens: number;
  /** US dollars, of the priced events. */
  costUsd: number;
};

/** An event with its price: nano-dollars, or null where its model has none. */
export type PricedEvent = { item: UsageItem; nanoUsd: number | null };

export function priceEvent(item: UsageItem): PricedEvent {
  const { runtime, model, occurredAt } = item;
  const card = model === null ? null : rateCardFor({ runtime, model, occurredAt });
  return { item, nanoUsd: card ? costNanoUsd(item, card) : null };
}

/** Adds up in whole nano-dollars and divides once. */
export function totalsOf(events: PricedEvent[]): CostTotals {
  const sum = (count: (item: UsageItem) => number) =>
    events.reduce((total, { item }) => total + count(item), 0);
  return {
    input: sum((item) => item.input),
    output: sum((item) => item.output),
    cacheRead: sum((item) => item.cacheRead),
    cacheWrite5m: sum((item) => item.cacheWrite5m),
    cacheWrite1h: sum((item) => item.cacheWrite1h),
    reasoning: sum((item) => item.reasoning),
    total: sum(tokensOf),
    events: events.length,
    lowerBoundEvents: sum((item) => Number(item.lowerBound)),
    auxiliaryTokens: sum((item) => (item.auxiliary ? tokensOf(item) : 0)),
    costUsd: events.reduce((total, { nanoUsd }) => total + (nanoUsd ?? 0), 0) / 1e9,
  };
}

const tokensOf = (item: UsageItem) =>
  item.input + item.output + item.cacheRead + item.cacheWrite5m + item.cacheWrite1h;
