import { calcPrice } from "@pydantic/genai-prices";
import { fastFactorOf, priorityOf } from "./price-factors.ts";
import type { RateCard, Rates } from "./price-rule.ts";

export { costNanoUsd } from "./price-rule.ts";
export type { PricedUsage, RateCard, Rates } from "./price-rule.ts";

const dayMs = 86_400_000;
/** The last moment that a Date can hold. */
const latestMoment = 8.64e15;

/** Prices that hold at all times, and those that hold on a day, by their key. */
const lasting = new Map<string, RateCard | null>();
const daily = new Map<string, RateCard | null>();
const mostKept = 50_000;

/** The price of a model at a moment, or null where it has none: then the event is unpriced, never free. */
export function rateCardFor(request: {
  runtime: string;
  model: string;
  occurredAt: number;
}): RateCard | null {
  const key = `${request.runtime} ${request.model}`;
  const always = lasting.get(key);
  if (always !== undefined) return always;
  const day = Math.floor(request.occurredAt / dayMs);
  const known = daily.get(`${key} ${day}`);
  if (known !== undefined) return known;

  // Noon: a price that began on a day holds for all of it, and no night's discount is taken for the day's price.
  const noon = new Date(Math.min(day * dayMs + dayMs / 2, latestMoment));
  const { card, isDated } = makeCard(request, noon);
  const cards = isDated ? daily : lasting;
  if (cards.size > mostKept) cards.clear();
  cards.set(isDated ? `${key} ${day}` : key, card);
  return card;
}

/** Whether the price that was told for a model is its price at all times. */
export const holdsAlways = ({ runtime, model }: { runtime: string; model: string }): boolean =>
  lasting.has(`${runtime} ${model}`);

/** A model's price with other rates: what a workspace pays. Fast mode, place and tier go on multiplying; length does not. */
export function cardWithRates(
  request: { runtime: string; model: string; occurredAt: number },
  rates: Rates,
): RateCard {
  const known = rateCardFor(request) ?? cardOf({}, plainModel(request.model));
  return { ...known, rates, longContext: null };
}

/** Whose names a runtime's models are; the other providers are asked where it does not know them. */
const providerOf: Record<string, string> = {
  "claude-code": "anthropic",
  codex: "openai",
  "gemini-cli": "google",
};

/** `isDated`: on another day the model may have another price. */
type Made = { card: RateCard | null; isDated: boolean };

function makeCard({ runtime, model }: { runtime: string; model: string }, timestamp: Date): Made {
  const name = plainModel(model);
  // Models that only a gateway or a cloud sells: `z-ai/glm-4.6`, `amazon.nova-pro-v1:0`.
  const ownName = model.toLowerCase();
  const sold: [providerId: string | undefined, name: string][] = [
    [providerOf[runtime], name],
    ["anthropic", name],
    ["openai", name],
    ["google", name],
    [undefined, name],
    ["openrouter", ownName.replace(/^openrouter\//, "")],
    ["azure", name],
    ["aws", ownName.replace(/^.*\//, "")],
  ];
  let isDated = false;
  for (const [providerId, soldAs] of sold) {
    const options = providerId ? { providerId, timestamp } : { timestamp };
    const found = calcPrice({ input_tokens: 1 }, soldAs, options);
    isDated ||= Array.isArray(found?.model.prices);
    if (found && isForText(found.model_price)) {
      return { card: cardOf(found.model_price, name), isDated };
    }
  }
  return { card: null, isDated };
}

/** False for a price for pictures or sound alone. */
const isForText = (price: Price) =>
  price["input_mtok"] !== undefined && price["output_mtok"] !== undefined;

/**
 * `us.anthropic.claude-x-v1:0` (Bedrock), `claude-x@20250929` (Vertex), `anthropic/claude-x` (gateways) and
 * `bedrock/converse/us.anthropic.claude-x` (LiteLLM) are `claude-x`; `azure/gpt-x` is `gpt-x`.
 */
function plainModel(model: string): string {
  return model
    .toLowerCase()
    .replace(/^.*\//, "")
    .replace(/^(?:[a-z-]+\.)?anthropic\./, "")
    .replace(/\[1m\]$/, "")
    .replace(/:(?:beta|thinking)$/, "")
    .replace(/(claude-.+)-v\d+(?::\d+)?(?::\d+k)?$/, "$1")
    .replace(/@(?:\d{8}|default|latest)$/, "")
    .replace(/^(claude-[a-z]+-\d+)\.(\d+)/, "$1-$2");
}

type Price = NonNullable<ReturnType<typeof calcPrice>>["model_price"];

/** Dollars for a thousand web searches where the price data is silent: what Anthropic and OpenAI ask. */
const searchKcountUsd = 10;

function cardOf(price: Price, name: string): RateCard {
  const above = longContextStart(price);
  const isClaude = name.includes("claude");
  const at = (context: number) => ratesAt(price, { context, isClaude });
  return {
    rates: at(0),
    longContext: above === null ? null : { above, rates: at(above) },
    webSearchNanoUsd: Math.round(
      (rateAt(price["web_searches_kcount"], 0) ?? searchKcountUsd) * 1e6,
    ),
    fastFactor: isClaude ? fastFactorOf(name) : 1,
    usGeoPermille: isClaude ? 1_100 : 1_000,
    priority: priorityOf(name),
  };
}

/** Dollars per million tokens are micro-dollars per token; a million pico-dollars each. */
function ratesAt(price: Price, { context, isClaude }: { context: number; isClaude: boolean }) {
  const pico = (key: string) => {
    const rate = rateAt(price[key], context);
    return rate === null ? null : Math.round(rate * 1e6);
  };
  const input = pico("input_mtok") ?? 0;
  // Where the table is silent, Claude's writes are 1.25 and 2 times the input; others ask nothing more for writing.
  const cacheWrite5m = pico("cache_write_mtok") ?? Math.round(input * (isClaude ? 1.25 : 1));
  return {
    input,
    output: pico("output_mtok") ?? 0,
    cacheRead: pico("cache_read_mtok") ?? input,
    cacheWrite5m,
    cacheWrite1h: pico("cache_write_1h_mtok") ?? (isClaude ? input * 2 : cacheWrite5m),
  } satisfies Rates;
}

type Rate = Price[string];

/** The dollars that a request of this length pays; a tier begins above its start. */
function rateAt(rate: Rate, context: number): number | null {
  if (rate === undefined || typeof rate === "number") return rate ?? null;
  const reached = rate.tiers.filter((tier) => context >= tier.start);
  return reached.at(-1)?.price ?? rate.base;
}

function longContextStart(price: Price): number | null {
  const starts = Object.values(price).flatMap((rate) =>
    rate !== undefined && typeof rate !== "number" ? rate.tiers.map((tier) => tier.start) : [],
  );
  return starts.length > 0 ? Math.min(...starts) : null;
}
