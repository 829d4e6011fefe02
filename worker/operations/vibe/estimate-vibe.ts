import type { Estimate, EstimateInput, VibeRateBook } from "#contract/vibe.ts";
import {
  cardRate,
  decimalVibe,
  estimateWork,
  markedUpRate,
  nanoUsdOf,
  type TokenRate,
  wholeVibe,
} from "#contract/vibe-rule.ts";
import { type PriceBook, priceFor } from "#worker/domain/price-events.ts";
import { decimalUsd } from "#worker/domain/sums.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { readPriceBook } from "../prices/read-price-book.ts";
import { readVibeRates } from "./read-vibe-rates.ts";

/** What work would come to by the workspace's rates, before it is done. */
export async function estimateVibe(ctx: OperationContext, input: EstimateInput): Promise<Estimate> {
  const [book, prices] = await Promise.all([readVibeRates(ctx), readPriceBook(ctx)]);
  const { rates, revision } = book;
  const rated = input.models.map((one) => ({
    ...one,
    ...rateOf({ model: one.model, now: ctx.now }, rates, prices),
  }));
  const { tokens, images, searches, base, total } = estimateWork(
    { ...input, tokens: rated },
    rates,
  );
  const costNanoUsd = Number(nanoUsdOf(total, rates.usdPerVibe));
  return {
    ratesRevision: revision,
    models: rated.map(({ model, source, rate }, at) => ({
      model,
      source,
      inputPerMillion: rate.input / 1_000,
      outputPerMillion: rate.output / 1_000,
      vibe: decimalVibe(tokens[at] ?? 0n),
    })),
    images: decimalVibe(images),
    searches: decimalVibe(searches),
    base: decimalVibe(base),
    multiplier: rates.multipliers[input.complexity],
    total: decimalVibe(total),
    totalVibe: wholeVibe(total),
    costNanoUsd,
    costUsd: decimalUsd(costNanoUsd),
  };
}

type Rated = { source: "card" | "price"; rate: TokenRate };

/** What neither stands on the card nor has a price is refused: an estimate without it would look like one with it. */
function rateOf(
  { model, now }: { model: string; now: number },
  rates: VibeRateBook["rates"],
  prices: PriceBook,
): Rated {
  const onCard = cardRate(rates, model);
  if (onCard) return { source: "card", rate: onCard };
  const price = priceFor({ runtime: "", model, occurredAt: now }, prices);
  if (price) return { source: "price", rate: markedUpRate(price.card.rates, rates) };
  throw new AppError(
    "invalid_input",
    `${model} has neither a rate nor a price; add it to the rate card or to the prices.`,
  );
}
