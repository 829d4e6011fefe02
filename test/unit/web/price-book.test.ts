import { expect, test } from "vitest";
import { priceOf, withAlias, withoutOverride, withOverride } from "#web/lib/price-book.ts";

const usdPerMillion = { input: 1, output: 2, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1 };
const january = { model: "a", from: "2026-01-01", usdPerMillion };
const june = { model: "a", from: "2026-06-01", usdPerMillion };
const other = { model: "b", from: "2026-01-01", usdPerMillion };
const book = {
  revision: 3,
  aliases: [{ model: "b", knownModel: "gpt-5" }],
  overrides: [january, june, other],
};

test("prices from a day on replace those of the same day alone", () => {
  const dearer = { ...june, usdPerMillion: { ...usdPerMillion, input: 9 } };
  expect(withOverride(book, dearer)).toEqual({
    ...book,
    overrides: [january, other, dearer],
  });
  expect(withoutOverride(book, june).overrides).toEqual([january, other]);
});

test("an alias takes the place of the model's own prices", () => {
  expect(withAlias(book, "a", "o3")).toEqual({
    revision: 3,
    aliases: [
      { model: "b", knownModel: "gpt-5" },
      { model: "a", knownModel: "o3" },
    ],
    overrides: [other],
  });
  expect(withAlias(book, "b", "o3").aliases).toEqual([{ model: "b", knownModel: "o3" }]);
});

test.each([
  ["3", 3],
  [" $0.25 ", 0.25],
  ["0", 0],
  ["0.000001", 0.000001],
  ["", null],
  ["-1", null],
  ["1e3", null],
  ["1,5", null],
  ["0.0000001", null],
  ["200000", null],
])("%j is %j dollars", (text, usd) => {
  expect(priceOf(text)).toBe(usd);
});
