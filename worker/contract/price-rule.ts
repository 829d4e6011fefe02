import type { PriorityPermille } from "./price-factors.ts";

/** What one token of each bucket costs, in pico-dollars (1e-12 USD): $3 per million tokens are 3,000,000. */
export type Rates = {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
};

/** A model's price on a day. */
export type RateCard = {
  rates: Rates;
  /** Requests whose input, fresh and cached, is longer than `above` tokens pay these rates as a whole. */
  longContext: { above: number; rates: Rates } | null;
  /** Nano-dollars for one web search. */
  webSearchNanoUsd: number;
  /** What `speed: fast` multiplies tokens with; 1 where the model knows no fast mode. */
  fastFactor: number;
  /** What `geo: us` multiplies tokens with, in thousandths. */
  usGeoPermille: number;
  /** What OpenAI's `priority`, also called `fast`, multiplies tokens with, in thousandths. */
  priority: PriorityPermille;
};

/** The counts of one request, as the ledger has them. */
export type PricedUsage = Record<keyof Rates | "webSearches", number> & {
  speed: string | null;
  serviceTier: string | null;
  geo: string | null;
};

/**
 * What a request cost, in whole nano-dollars, rounded once. Tiers of length apply to the whole request; speed, service
 * tier and place multiply tokens and not searches. All factors are whole thousandths, so that sums stay whole numbers.
 */
export function costNanoUsd(usage: PricedUsage, card: RateCard): number {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  const context = input + cacheRead + cacheWrite5m + cacheWrite1h;
  const isLong = card.longContext !== null && context > card.longContext.above;
  const rates = isLong && card.longContext ? card.longContext.rates : card.rates;
  const picoUsd =
    input * rates.input +
    usage.output * rates.output +
    cacheRead * rates.cacheRead +
    cacheWrite5m * rates.cacheWrite5m +
    cacheWrite1h * rates.cacheWrite1h;
  const permille =
    (usage.speed === "fast" ? card.fastFactor : 1) *
    tierPermille(usage.serviceTier, isLong ? card.priority.long : card.priority.short) *
    (usage.geo === "us" ? card.usGeoPermille : 1_000);
  return Math.round((picoUsd * permille) / 1e9) + usage.webSearches * card.webSearchNanoUsd;
}

/** Batch is half, and OpenAI's flex has batch's prices. Claude's priority is paid by commitment: as standard. */
function tierPermille(tier: string | null, priority: number): number {
  if (tier === "batch" || tier === "flex") return 500;
  return tier === "priority" || tier === "fast" ? priority : 1_000;
}
