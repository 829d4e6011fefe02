import { costNanoUsd, type RateCard } from "#contract/price-rule.ts";
import type { UsageFigures } from "../library/file-digest.ts";

const dayMs = 86_400_000;

/** Whose price is asked for, and when. */
export type CardRequest = { runtime: string; model: string; occurredAt: number };

/** Prices a model at a moment; null where it has no price. */
export type CardFinder = (request: CardRequest) => RateCard | null;

/** Prices as the list told them before: by model where they hold at all times, else by model and day. */
export type KnownCards = Map<string, RateCard | null>;

const modelKey = ({ runtime, model }: CardRequest) => `${runtime} ${model}`;

const dayKey = (request: CardRequest) =>
  `${modelKey(request)} ${Math.floor(request.occurredAt / dayMs)}`;

/** Undefined where it is not known. */
function knownCard(known: KnownCards, request: CardRequest): RateCard | null | undefined {
  const always = known.get(modelKey(request));
  return always === undefined ? known.get(dayKey(request)) : always;
}

/**
 * Finds prices. The list itself is a tenth of a start: it is loaded only where not all of these are known, and what it
 * tells of them is then known as well.
 */
export async function cardFinder(known: KnownCards, requests: CardRequest[]): Promise<CardFinder> {
  if (requests.some((request) => knownCard(known, request) === undefined)) {
    const { holdsAlways, rateCardFor } = await import("#contract/pricing.ts");
    for (const request of requests) {
      const card = rateCardFor(request);
      known.set(holdsAlways(request) ? modelKey(request) : dayKey(request), card);
    }
  }
  return (request) => knownCard(known, request) ?? null;
}

/** What a response costs in nano-dollars; null where its model has no price. */
export type Pricer = (item: UsageFigures) => number | null;

/** Most responses are of the same model and day as the one before. */
export function pricerOf(cardFor: CardFinder): Pricer {
  let last: { runtime: string; model: string; day: number; card: RateCard | null } | null = null;
  return (item) => {
    const { runtime, model, occurredAt } = item;
    if (model === null) return null;
    const day = Math.floor(occurredAt / dayMs);
    if (!last || last.model !== model || last.day !== day || last.runtime !== runtime) {
      last = { runtime, model, day, card: cardFor({ runtime, model, occurredAt }) };
    }
    return last.card && costNanoUsd(item, last.card);
  };
}

/** Known prices for keeping: most days have the price of the day before. */
export type KeptCards = { cards: (RateCard | null)[]; at: [key: string, place: number][] };

export function packCards(known: KnownCards): KeptCards {
  const cards: KeptCards["cards"] = [];
  const places = new Map<RateCard | string | null, number>();
  const placeOf = (card: RateCard | null) => {
    const text = JSON.stringify(card);
    const place = places.get(text) ?? cards.push(card) - 1;
    places.set(text, place).set(card, place);
    return place;
  };
  const at = [...known].map(([key, card]): [string, number] => [
    key,
    places.get(card) ?? placeOf(card),
  ]);
  return { cards, at };
}

export const unpackCards = ({ cards, at }: KeptCards): KnownCards =>
  new Map(at.map(([key, place]) => [key, cards[place] ?? null]));
