import { findKnownModels } from "#contract/known-models.ts";
import type { KnownModelList } from "#contract/prices.ts";
import type { OperationContext } from "../context.ts";
import { usdPerMillion } from "./price-shapes.ts";

const most = 20;

/** Models of the price table, for a search by name, with today's prices. */
export const listKnownModels = (
  { now }: Pick<OperationContext, "now">,
  text: string,
): KnownModelList["items"] =>
  findKnownModels(text, now, most).map(({ model, provider, card }) => ({
    model,
    provider,
    usdPerMillion: usdPerMillion(card.rates),
  }));
