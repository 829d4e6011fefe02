import fc from "fast-check";
import { expect, test } from "vitest";
import { rateCardFor } from "#contract/pricing.ts";
import {
  cardRate,
  type Complexity,
  decimalVibe,
  defaultVibeRates,
  estimateWork,
  markedUpRate,
  nanoUsdOf,
  nanoVibeOf,
  wholeVibe,
} from "#contract/vibe-rule.ts";

const rateOf = (model: string) => {
  const rate = cardRate(defaultVibeRates, model);
  if (!rate) throw new Error(`${model} is not on the card.`);
  return rate;
};

test("50,000 of models and four images, complex, are 132,000", () => {
  const tokens = [{ input: 2_000_000, output: 2_000_000, rate: rateOf("gpt-4o") }];
  const work = { tokens, images: 4, searches: 0, complexity: "complex" } as const;
  const made = estimateWork(work, defaultVibeRates);
  expect(made.tokens.map(decimalVibe)).toEqual(["50000"]);
  expect(decimalVibe(made.images)).toBe("16000");
  expect(decimalVibe(made.base)).toBe("66000");
  expect(decimalVibe(made.total)).toBe("132000");
  expect(wholeVibe(made.total)).toBe(132_000);
  expect(nanoUsdOf(made.total, 0.001)).toBe(132_000_000_000n);
});

test.each<[Complexity, string]>([
  ["simple", "100.006"],
  ["medium", "150.009"],
  ["complex", "200.012"],
  ["architecture", "300.018"],
])("a search and a token of sonnet, %s, are %s", (complexity, total) => {
  const tokens = [{ input: 1_000, output: 0, rate: { input: 6_000, output: 0 } }];
  const made = estimateWork({ tokens, images: 0, searches: 1, complexity }, defaultVibeRates);
  expect(decimalVibe(made.total)).toBe(total);
});

test("what is not on the card has its price times the markup, as those have that are on it", () => {
  const known = [
    ["openai", "gpt-4o"],
    ["anthropic", "claude-sonnet-4"],
  ] as const;
  for (const [runtime, model] of known) {
    const card = rateCardFor({ runtime, model, occurredAt: Date.UTC(2026, 5, 1) });
    if (!card) throw new Error(`${model} has no price.`);
    expect(markedUpRate(card.rates, defaultVibeRates)).toEqual(rateOf(model));
  }
  expect(cardRate(defaultVibeRates, "claude-opus-4-6")).toBeNull();
});

test("an actual cost is dollars by the rate, and sums of parts are the part of sums", () => {
  expect(decimalVibe(nanoVibeOf(1_234_567, 0.001))).toBe("1.234567");
  expect(decimalVibe(nanoVibeOf(1, 0.001))).toBe("0.000001");
  expect(decimalVibe(nanoVibeOf(0, 0.001))).toBe("0");
  expect(decimalVibe(nanoVibeOf(2_000_000_000, 3))).toBe("0.666666667");
  expect(decimalVibe(-500_000_000n)).toBe("-0.5");

  // Dollars in a VIBE whose inverse ends: nothing is rounded.
  const worths = fc.constantFrom(0.001, 0.01, 0.1, 1, 0.00025, 0.002, 0.000001, 0.5);
  const costs = fc.array(fc.nat({ max: 2 ** 46 }), { maxLength: 50 });
  fc.assert(
    fc.property(worths, costs, (worth, parts) => {
      const sum = parts.reduce((total, one) => total + one, 0);
      const ofParts = parts.reduce((total, one) => total + nanoVibeOf(one, worth), 0n);
      expect(ofParts).toBe(nanoVibeOf(sum, worth));
      expect(nanoUsdOf(ofParts, worth)).toBe(BigInt(sum));
    }),
  );
});

test("any other worth rounds a part by half a billionth of a VIBE at most", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat({ max: 2 ** 50 }), (micro, nanoUsd) => {
      const worth = micro / 1e6;
      const nanoWorth = BigInt(micro) * 1_000n;
      const twiceOff = (nanoVibeOf(nanoUsd, worth) * nanoWorth - BigInt(nanoUsd) * 10n ** 9n) * 2n;
      expect(twiceOff <= nanoWorth && twiceOff >= -nanoWorth).toBe(true);
    }),
  );
});
