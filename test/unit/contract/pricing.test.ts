import { calcPrice } from "@pydantic/genai-prices";
import { describe, expect, test } from "vitest";
import { costUsd, june2026, noUsage } from "#test/support/priced.ts";
import { costNanoUsd, rateCardFor } from "#contract/pricing.ts";

const million = 1_000_000;

const claudeCard = (model: string) =>
  rateCardFor({ runtime: "claude-code", model, occurredAt: june2026 });

/** A million tokens each way of a model that has no other tiers. */
const costAtTier = (serviceTier: string) =>
  costUsd("gpt-5.1", { input: million, output: million, serviceTier });

describe("against the price data's own arithmetic", () => {
  const models = [
    ["anthropic", "claude-opus-4-1"],
    ["anthropic", "claude-opus-4-6"],
    ["anthropic", "claude-sonnet-4-5-20250929"],
    ["anthropic", "claude-haiku-4-5-20251001"],
    ["anthropic", "claude-3-5-haiku-20241022"],
    ["openai", "gpt-5.1-codex"],
    ["openai", "gpt-5.5"],
    ["openai", "o3"],
    ["google", "gemini-2.5-pro"],
  ] as const;
  const usage = { input: 12_345, output: 6_789, cacheRead: 98_765 };

  test.each(models)("%s's %s", (providerId, model) => {
    const theirs = calcPrice(
      // Their input holds the cached part.
      { input_tokens: 111_110, output_tokens: 6_789, cache_read_tokens: 98_765 },
      model,
      { providerId, timestamp: new Date(june2026) },
    );
    const card = rateCardFor({ runtime: "any", model, occurredAt: june2026 });
    const ours = card && costNanoUsd({ ...noUsage, ...usage }, card) / 1e9;
    expect(ours).toBeCloseTo(theirs?.total_price ?? NaN, 8);
  });

  test("cache writes of both lengths", () => {
    const theirs = calcPrice(
      { input_tokens: 30_000, cache_write_tokens: 20_000, cache_write_1h_tokens: 8_000 },
      "claude-opus-4-5",
      { providerId: "anthropic", timestamp: new Date(june2026) },
    );
    const ours = { input: 10_000, cacheWrite5m: 12_000, cacheWrite1h: 8_000 };
    expect(costUsd("claude-opus-4-5", ours)).toBeCloseTo(theirs?.total_price ?? NaN, 8);
  });
});

test("an hour's cache write is twice, five minutes' 1.25 times the input", () => {
  expect(costUsd("claude-opus-4-5", { input: million })).toBe(5);
  expect(costUsd("claude-opus-4-5", { cacheWrite5m: million })).toBe(6.25);
  expect(costUsd("claude-opus-4-5", { cacheWrite1h: million })).toBe(10);
  expect(costUsd("claude-opus-4-5", { cacheRead: million })).toBe(0.5);
});

describe("long requests", () => {
  const model = "claude-sonnet-4-5";

  test("move to the higher tier as a whole, by all that was read and written", () => {
    // 150k × $6 + 100k × $0.60 + 1k × $22.50, each per million
    const usage = { input: 150_000, cacheRead: 100_000, output: 1_000 };
    expect(costUsd(model, usage)).toBeCloseTo(0.9825, 9);
    const written = { input: 1, cacheWrite5m: 100_000, cacheWrite1h: 100_000 };
    expect(costUsd(model, written)).toBeCloseTo(0.000006 + 0.75 + 1.2, 9);
  });

  test("stay below up to the threshold itself; output does not count", () => {
    expect(costUsd(model, { input: 200_000 })).toBeCloseTo(0.6, 9);
    expect(costUsd(model, { input: 200_001 })).toBeCloseTo(1.200_006, 9);
    expect(costUsd(model, { input: 1_000, output: 500_000 })).toBeCloseTo(7.503, 9);
  });

  test("have the price of their day", () => {
    const usage = { input: 300_000 };
    expect(costUsd("claude-opus-4-6", usage, Date.UTC(2026, 2, 12, 23, 59))).toBeCloseTo(3, 9);
    expect(costUsd("claude-opus-4-6", usage, Date.UTC(2026, 2, 13))).toBeCloseTo(1.5, 9);
  });
});

test("an unknown model is unpriced, not free", () => {
  for (const model of ["claude-foo-99", "gpt-99", "my-gpt-5-proxy", "<synthetic>", "unknown", ""])
    expect(costUsd(model, { input: million }), model).toBeNull();
});

test.each([
  "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "anthropic.claude-sonnet-4-5-20250929-v1:0",
  "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "anthropic.claude-sonnet-4-5-20250929-v1:0:200k",
  "us.anthropic.claude-sonnet-4-5-20250929-v1:0[1m]",
  "bedrock/converse/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "vertex_ai/claude-sonnet-4-5@20250929",
  "litellm_proxy/anthropic/claude-sonnet-4-5",
  "claude-sonnet-4-5@20250929",
  "claude-sonnet-4-5@default",
  "anthropic/claude-sonnet-4-5",
  "anthropic/claude-sonnet-4.5",
  "openrouter/anthropic/claude-sonnet-4.5:thinking",
  "claude-sonnet-4-5[1m]",
  "Claude-Sonnet-4-5",
])("%s is claude-sonnet-4-5", (model) => {
  expect(claudeCard(model)).toEqual(claudeCard("claude-sonnet-4-5"));
});

test.each([
  ["claude-opus-4-6", 30],
  ["claude-opus-4-7", 30],
  ["claude-opus-4-8", 10],
  ["claude-opus-5", 10],
  ["claude-opus-5-5", 4],
  ["claude-opus-4-5", 5],
  ["claude-sonnet-4-6", 3],
  ["gpt-5.1", 1.25],
])("a million fast tokens of %s are $%d", (model, expected) => {
  expect(costUsd(model, { input: million, speed: "fast" })).toBe(expected);
  expect(costUsd(model, { input: million, speed: "warp" })).toBe(
    costUsd(model, { input: million }),
  );
});

test("what only a gateway sells has the gateway's price", () => {
  expect(costUsd("z-ai/glm-4.6", { input: million })).toBe(0.43);
  expect(costUsd("openrouter/z-ai/glm-4.6", { input: million })).toBe(0.43);
  expect(costUsd("qwen/qwen3-coder:free", { input: million })).toBeNull();
});

test.each([
  ["azure/gpt-5.1-2025-11-13", "gpt-5.1"],
  ["azure_ai/gpt-5.1", "gpt-5.1"],
  ["openrouter/openai/gpt-5.1", "gpt-5.1"],
  ["gemini/gemini-2.5-pro", "gemini-2.5-pro"],
  ["vertex_ai/gemini-2.5-pro", "gemini-2.5-pro"],
])("%s is %s", (alias, model) => {
  expect(costUsd(alias, { input: 300_000, output: 7 })).toBe(
    costUsd(model, { input: 300_000, output: 7 }),
  );
  expect(costUsd(model, { input: 1 })).not.toBeNull();
});

test("what only a cloud sells has the cloud's price; a deployment's own name has none", () => {
  expect(costUsd("us.amazon.nova-pro-v1:0", { input: million })).toBe(0.8);
  expect(costUsd("bedrock/amazon.nova-pro-v1:0", { output: million })).toBe(3.2);
  expect(costUsd("azure/our-team-deployment", { input: million })).toBeNull();
});

test("a price that changed is the one of the event's day", () => {
  const usage = { input: million, output: million };
  // OpenAI lowered o3 on 10 June 2025, and GPT-5.6 Sol on 21 August 2026.
  expect(costUsd("o3", usage, Date.UTC(2025, 5, 9, 23, 59))).toBe(50);
  expect(costUsd("o3", usage, Date.UTC(2025, 5, 10))).toBe(10);
  const short = { input: 100_000, output: 10_000 };
  expect(costUsd("gpt-5.6-sol", short, Date.UTC(2026, 7, 20))).toBe(0.8);
  expect(costUsd("gpt-5.6-sol", short, Date.UTC(2026, 7, 21))).toBe(0.6);
});

test("batch and flex are half, unknown tiers are standard", () => {
  expect(costAtTier("batch")).toBe(5.625);
  expect(costAtTier("flex")).toBe(5.625);
  for (const tier of ["standard", "default", "platinum"])
    expect(costAtTier(tier), tier).toBe(11.25);
});

test("Claude in the US is a tenth dearer, exactly", () => {
  expect(costUsd("claude-opus-4-6", { input: million, geo: "us" })).toBe(5.5);
  expect(costUsd("claude-opus-4-6", { input: million, geo: "global" })).toBe(5);
  expect(costUsd("gpt-5.1", { input: million, geo: "us" })).toBe(1.25);
  // 5,000 × 5 × 1.1 nano-dollars without a stray half.
  expect(costUsd("claude-opus-4-6", { input: 5, geo: "us" })).toBe(27_500 / 1e9);
});

test("web searches are $10 a thousand, whatever multiplies the tokens", () => {
  const usage = { webSearches: 3, speed: "fast", serviceTier: "batch", geo: "us" };
  expect(costUsd("claude-opus-4-6", usage)).toBe(0.03);
  expect(costUsd("claude-3-opus", { webSearches: 1_000 })).toBe(10);
});

test("a night's discount is not taken for the day's price", () => {
  const at = Date.UTC(2025, 8, 1, 20);
  const card = rateCardFor({ runtime: "any", model: "deepseek-chat", occurredAt: at });
  expect(card?.rates.input).toBe(270_000);
});

test("a cost is a whole number of nano-dollars, at any moment that an item may have", () => {
  for (const occurredAt of [0, 1, june2026, 8.64e15]) {
    const card = rateCardFor({ runtime: "codex", model: "gpt-5-nano", occurredAt });
    const cost = card && costNanoUsd({ ...noUsage, cacheRead: 7, geo: "us" }, card);
    expect(cost).toBe(35);
  }
});
