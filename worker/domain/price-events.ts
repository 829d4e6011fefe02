import {
  cardWithRates,
  costNanoUsd,
  type RateCard,
  type Rates,
  rateCardFor,
} from "#contract/pricing.ts";
import { priceVersion } from "#contract/price-version.ts";
import type { LedgerEvent } from "./ledger-event.ts";

/** What a workspace set of its own, as it is stored. */
export type PriceBook = {
  /** 0 where it set nothing yet. */
  revision: number;
  aliases: { model: string; knownModel: string; revision: number }[];
  overrides: { model: string; from: number; picoUsd: Rates; revision: number }[];
};

export const emptyBook: PriceBook = { revision: 0, aliases: [], overrides: [] };

/** A price with where it comes from. */
export type AppliedPrice = {
  card: RateCard;
  source: "table" | "alias" | "override";
  version: string;
  /** Whose price it is, where the model is an alias. */
  knownModel: string | null;
};

type Request = { runtime: string; model: string; occurredAt: number };

/**
 * The price of a model at a moment: the workspace's own for that name, else that of the model it is an alias of, else
 * the table's. An alias is followed once.
 */
export function priceFor(request: Request, book: PriceBook): AppliedPrice | null {
  const own = overrideFor(request, book);
  if (own) return { ...own, knownModel: null };

  const alias = book.aliases.find(({ model }) => model === request.model);
  const known = alias && knownPrice({ ...request, model: alias.knownModel }, book);
  if (alias && known) {
    const version =
      known.source === "override" ? known.version : `${known.version} as ${alias.knownModel}`;
    return { ...known, source: "alias", version, knownModel: alias.knownModel };
  }
  const card = rateCardFor(request);
  return card && { card, source: "table", version: priceVersion, knownModel: null };
}

function knownPrice(request: Request, book: PriceBook) {
  const own = overrideFor(request, book);
  if (own) return own;
  const card = rateCardFor(request);
  return card && ({ card, source: "table", version: priceVersion } as const);
}

/** The latest of the workspace's own prices that had begun. */
function overrideFor(request: Request, { overrides }: PriceBook) {
  const [latest] = overrides
    .filter(({ model, from }) => model === request.model && from <= request.occurredAt)
    .toSorted((a, b) => b.from - a.from);
  if (!latest) return null;
  const card = cardWithRates(request, latest.picoUsd);
  return { card, source: "override", version: `workspace-${latest.revision}` } as const;
}

/** The event with the cost that these prices make. Cost depends on the merged counts, since tiers apply to the whole request. */
export function pricedEvent(event: LedgerEvent, book: PriceBook): LedgerEvent {
  const price = event.model ? priceFor(event, book) : null;
  const cost = price && costNanoUsd(event, price.card);
  // Of counts that no response has, a cost may be more than a number holds exactly: then it is not known.
  if (!price || cost === null || !Number.isSafeInteger(cost)) {
    return { ...event, costNanoUsd: null, priceVersion: null };
  }
  return { ...event, costNanoUsd: cost, priceVersion: price.version };
}
