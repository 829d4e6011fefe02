import type { BucketPrices, ModelPrice, PriceAlias, PriceOverride } from "#contract/prices.ts";
import type { Rates } from "#contract/pricing.ts";
import type { AppliedPrice, PriceBook } from "#worker/domain/price-events.ts";

/* Prices as the API shows them. Pico-dollars a token are millionths of a dollar for a million tokens. */

const picoPerUsd = 1e6;

/** Dollars for a million tokens. */
export const usdPerMillion = (rates: Rates): BucketPrices =>
  mapRates(rates, (pico) => pico / picoPerUsd);

/** Whole pico-dollars a token. */
export const picoOf = (prices: BucketPrices): Rates =>
  mapRates(prices, (usd) => Math.round(usd * picoPerUsd));

function mapRates(rates: Rates, map: (rate: number) => number): Rates {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = rates;
  return {
    input: map(input),
    output: map(output),
    cacheRead: map(cacheRead),
    cacheWrite5m: map(cacheWrite5m),
    cacheWrite1h: map(cacheWrite1h),
  };
}

export const shownPrice = ({ card, source, version, knownModel }: AppliedPrice): ModelPrice => ({
  source,
  version,
  knownModel,
  usdPerMillion: usdPerMillion(card.rates),
  longContext: card.longContext && {
    above: card.longContext.above,
    usdPerMillion: usdPerMillion(card.longContext.rates),
  },
});

export const shownAlias = ({ model, knownModel }: PriceBook["aliases"][number]): PriceAlias => ({
  model,
  knownModel,
});

export const shownOverride = (one: PriceBook["overrides"][number]): PriceOverride => ({
  model: one.model,
  from: dayOf(one.from),
  usdPerMillion: usdPerMillion(one.picoUsd),
});

/** `2026-11-21`, in UTC. */
export const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);
