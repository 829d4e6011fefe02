import type { Complexity, VibeRates } from "#contract/vibe-rule.ts";

/** Rates as somebody types them. */
export type RateDraft = {
  usdPerVibe: string;
  markup: string;
  image: string;
  search: string;
  multipliers: Record<Complexity, string>;
  models: { id: number; model: string; inputPerMillion: string; outputPerMillion: string }[];
  isShown: boolean;
};

export const complexityNames = {
  simple: "Simple",
  medium: "Medium",
  complex: "Complex",
  architecture: "Major architecture",
} as const satisfies Record<Complexity, string>;

export const draftOf = (rates: VibeRates): RateDraft => ({
  usdPerVibe: String(rates.usdPerVibe),
  markup: String(rates.markup),
  image: String(rates.image),
  search: String(rates.search),
  multipliers: mapComplexities((one) => String(rates.multipliers[one])),
  models: rates.models.map(({ model, inputPerMillion, outputPerMillion }, id) => ({
    id,
    model,
    inputPerMillion: String(inputPerMillion),
    outputPerMillion: String(outputPerMillion),
  })),
  isShown: rates.isShown,
});

/** The rates that were typed, or null where something is not a number or a name is missing or there twice. */
export function ratesOf(draft: RateDraft): VibeRates | null {
  const multipliers = mapComplexities((one) => multiplierOf(draft.multipliers[one]) ?? NaN);
  const models = draft.models.map(({ model, inputPerMillion, outputPerMillion }) => ({
    model: model.trim(),
    inputPerMillion: rateOf(inputPerMillion) ?? NaN,
    outputPerMillion: rateOf(outputPerMillion) ?? NaN,
  }));
  const rates = {
    usdPerVibe: worthOf(draft.usdPerVibe) ?? NaN,
    markup: multiplierOf(draft.markup, 0) ?? NaN,
    models,
    image: rateOf(draft.image) ?? NaN,
    search: rateOf(draft.search) ?? NaN,
    multipliers,
    isShown: draft.isShown,
  };
  const names = models.map(({ model }) => model);
  const isNamed = names.every(Boolean) && new Set(names).size === names.length;
  const numbers = [
    rates.usdPerVibe,
    rates.markup,
    rates.image,
    rates.search,
    ...Object.values(multipliers),
    ...models.flatMap((one) => [one.inputPerMillion, one.outputPerMillion]),
  ];
  return isNamed && !numbers.some(Number.isNaN) ? rates : null;
}

/** Dollars that one VIBE is worth. */
export const worthOf = (text: string) =>
  numberOf(text, { digits: 6, least: 0.000001, most: 1_000 });
/** VIBE for something. */
export const rateOf = (text: string) => numberOf(text, { digits: 3, least: 0, most: 1e9 });
/** What something is multiplied with. */
export const multiplierOf = (text: string, least = 0.001) =>
  numberOf(text, { digits: 3, least, most: 1_000 });

type Bounds = { digits: number; least: number; most: number };

function numberOf(text: string, { digits, least, most }: Bounds): number | null {
  const plain = text.trim().replace(/^\$/, "").replaceAll(",", "");
  const parts = /^\d{1,10}(?:\.(\d+))?$/.exec(plain);
  if (!parts || (parts[1]?.length ?? 0) > digits) return null;
  const value = Number(plain);
  return value >= least && value <= most ? value : null;
}

function mapComplexities<T>(map: (one: Complexity) => T): Record<Complexity, T> {
  return {
    simple: map("simple"),
    medium: map("medium"),
    complex: map("complex"),
    architecture: map("architecture"),
  };
}
