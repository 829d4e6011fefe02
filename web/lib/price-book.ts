import type { BucketPrices, PriceBookInput, PriceList, PriceOverride } from "#contract/prices.ts";

export type Book = Pick<PriceList, "revision" | "aliases" | "overrides">;

const bookOf = ({ revision, aliases, overrides }: Book): PriceBookInput => ({
  revision,
  aliases,
  overrides,
});

/** The model priced as a known one, and by nothing else. */
export function withAlias(book: Book, model: string, knownModel: string): PriceBookInput {
  const others = book.aliases.filter((one) => one.model !== model);
  return {
    ...bookOf(book),
    aliases: [...others, { model, knownModel }],
    overrides: book.overrides.filter((one) => one.model !== model),
  };
}

/** The model with prices from a day on; those that began on other days stay. */
export function withOverride(book: Book, override: PriceOverride): PriceBookInput {
  return { ...bookOf(book), overrides: [...withoutDay(book, override), override] };
}

export const withoutAlias = (book: Book, model: string): PriceBookInput => ({
  ...bookOf(book),
  aliases: book.aliases.filter((one) => one.model !== model),
});

export const withoutOverride = (book: Book, override: PriceOverride): PriceBookInput => ({
  ...bookOf(book),
  overrides: withoutDay(book, override),
});

const withoutDay = ({ overrides }: Book, { model, from }: PriceOverride) =>
  overrides.filter((one) => one.model !== model || one.from !== from);

export const bucketNames = {
  input: "Input",
  output: "Output",
  cacheRead: "Cache read",
  cacheWrite5m: "Cache write, 5 min",
  cacheWrite1h: "Cache write, 1 h",
} as const satisfies Record<keyof BucketPrices, string>;

export const buckets = Object.keys(bucketNames) as (keyof BucketPrices)[];

/** Dollars as somebody types them, or null where that is not a price. */
export function priceOf(text: string): number | null {
  const plain = text.trim().replace(/^\$/, "");
  if (!/^\d{1,6}(?:\.\d{1,6})?$/.test(plain)) return null;
  const usd = Number(plain);
  return usd <= 100_000 ? usd : null;
}
