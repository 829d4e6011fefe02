import { costNanoUsd, type PricedUsage, rateCardFor } from "#contract/pricing.ts";

/** A request in which nothing was counted; name only what the test is about. */
export const noUsage: PricedUsage = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  webSearches: 0,
  speed: null,
  serviceTier: null,
  geo: null,
};

export const june2026 = Date.UTC(2026, 5, 15, 9, 30);

/** What a request costs in dollars, or null where the model has no price. */
export function costUsd(model: string, usage: Partial<PricedUsage>, at = june2026): number | null {
  const runtime = model.startsWith("gpt") ? "codex" : "claude-code";
  const card = rateCardFor({ runtime, model, occurredAt: at });
  return card && costNanoUsd({ ...noUsage, ...usage }, card) / 1e9;
}
