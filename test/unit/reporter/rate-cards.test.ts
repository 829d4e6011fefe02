import { expect, test, vi } from "vitest";
import { rateCardFor } from "#contract/pricing.ts";
import { cardFinder, type KnownCards, packCards, unpackCards } from "#reporter/costs/rate-cards.ts";

const runtime = "claude-code";
const spring = Date.UTC(2026, 2, 1);
const autumn = Date.UTC(2026, 9, 1);

// One whose price changed on 2026-03-13, one that always had the same, one that nobody knows.
const models = ["claude-sonnet-4-6", "claude-opus-4-5-20251101", "no-such-model"];
const requests = models.flatMap((model) =>
  [spring, autumn].map((occurredAt) => ({ runtime, model, occurredAt })),
);

test("what is kept finds the prices that the list tells, without the list", async () => {
  const known: KnownCards = new Map();
  await cardFinder(known, requests);
  const kept = unpackCards(JSON.parse(JSON.stringify(packCards(known))));
  const list = vi.fn();
  vi.doMock("#contract/pricing.ts", list);
  const cardFor = await cardFinder(kept, requests);
  for (const request of requests) expect(cardFor(request)).toEqual(rateCardFor(request));
  expect(list).not.toHaveBeenCalled();
  vi.doUnmock("#contract/pricing.ts");
});

test("a price of one day is not taken for another one's", async () => {
  const known: KnownCards = new Map();
  const [, , , ...others] = requests;
  await cardFinder(known, others);
  const cardFor = await cardFinder(known, requests);
  const [before, after] = requests;
  if (!before || !after) throw new Error("There are requests.");
  expect(cardFor(before)).toEqual(rateCardFor(before));
  expect(cardFor(after)).toEqual(rateCardFor(after));
  expect(cardFor(before)).not.toEqual(cardFor(after));
});

test("equal prices are kept once", async () => {
  const known: KnownCards = new Map();
  const days = Array.from({ length: 30 }, (_, day) => autumn + day * 86_400_000);
  await cardFinder(
    known,
    days.map((occurredAt) => ({ runtime, model: "claude-sonnet-4-6", occurredAt })),
  );
  expect(packCards(known)).toMatchObject({ cards: [{}], at: { length: 30 } });
});
