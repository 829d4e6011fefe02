import { findProvider } from "@pydantic/genai-prices";
import { type RateCard, rateCardFor } from "./pricing.ts";

/** A model of the price table: what an unknown one can be an alias of. */
export type KnownModel = { model: string; provider: string; card: RateCard };

/** Makers first, so that a name that several sell is the maker's. */
const providers = [
  "anthropic",
  "openai",
  "google",
  "x-ai",
  "deepseek",
  "moonshotai",
  "zai",
  "mistral",
  "openrouter",
];

/** The table's models whose name holds every word of the text, those of makers first. */
export function findKnownModels(text: string, occurredAt: number, limit: number): KnownModel[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Map<string, KnownModel>();
  for (const { id, provider } of tableModels()) {
    if (found.size >= limit) break;
    if (found.has(id) || !words.every((word) => id.toLowerCase().includes(word))) continue;
    // An entry may stand for a pattern that its own id does not fit.
    const card = rateCardFor({ runtime: "", model: id, occurredAt });
    if (card) found.set(id, { model: id, provider, card });
  }
  return [...found.values()];
}

const tableModels = () =>
  providers.flatMap((providerId) => {
    const provider = findProvider({ providerId });
    return (provider?.models ?? []).map(({ id }) => ({ id, provider: provider?.name ?? "" }));
  });
