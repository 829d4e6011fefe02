/** How much work something is; each multiplies an estimate. */
export const complexities = ["simple", "medium", "complex", "architecture"] as const;
export type Complexity = (typeof complexities)[number];

/** A workspace's rates for its unit of cost, as people write them: decimals of at most three places, dollars of six. */
export type VibeRates = {
  /** What one VIBE is worth. */
  usdPerVibe: number;
  /** What the dollars of a model are multiplied with that is not on the card. */
  markup: number;
  /** VIBE for a million tokens. */
  models: { model: string; inputPerMillion: number; outputPerMillion: number }[];
  /** VIBE for one. */
  image: number;
  search: number;
  multipliers: Record<Complexity, number>;
  /** Screens show VIBE where they would show dollars. */
  isShown: boolean;
};

export const defaultVibeRates: VibeRates = {
  usdPerVibe: 0.001,
  markup: 2,
  models: [
    { model: "gpt-4o", inputPerMillion: 5_000, outputPerMillion: 20_000 },
    { model: "claude-sonnet-4", inputPerMillion: 6_000, outputPerMillion: 30_000 },
  ],
  image: 4_000,
  search: 100,
  multipliers: { simple: 1, medium: 1.5, complex: 2, architecture: 3 },
  isShown: false,
};

/** Nano-VIBE (1e-9) for one token: the same number as thousandths of a VIBE for a million of them. */
export type TokenRate = { input: number; output: number };

/** Work that is not done yet: tokens with their model's rate, and what is counted by the piece. */
export type PlannedWork = {
  tokens: { input: number; output: number; rate: TokenRate }[];
  images: number;
  searches: number;
  complexity: Complexity;
};

/** In nano-VIBE. */
export type VibeEstimate = {
  tokens: bigint[];
  images: bigint;
  searches: bigint;
  base: bigint;
  total: bigint;
};

/** The rate of a model that stands on the card. */
export function cardRate({ models }: Pick<VibeRates, "models">, model: string): TokenRate | null {
  const entry = models.find((one) => one.model === model);
  if (!entry) return null;
  return { input: thousandths(entry.inputPerMillion), output: thousandths(entry.outputPerMillion) };
}

/** The rate of any other one, of its price in pico-dollars a token. */
export function markedUpRate(
  price: TokenRate,
  { markup, usdPerVibe }: Pick<VibeRates, "markup" | "usdPerVibe">,
): TokenRate {
  const rate = (pico: number) =>
    Number(
      divideRounded(
        BigInt(pico) * BigInt(thousandths(markup)) * 1_000n,
        BigInt(nanoUsdPerVibe(usdPerVibe)),
      ),
    );
  return { input: rate(price.input), output: rate(price.output) };
}

/** base = Σ tokens × rate + images + searches; total = base × what its complexity multiplies with. Whole numbers all along. */
export function estimateWork(work: PlannedWork, rates: VibeRates): VibeEstimate {
  const tokens = work.tokens.map(
    ({ input, output, rate }) =>
      BigInt(input) * BigInt(rate.input) + BigInt(output) * BigInt(rate.output),
  );
  const images = BigInt(work.images) * pieceRate(rates.image);
  const searches = BigInt(work.searches) * pieceRate(rates.search);
  const base = tokens.reduce((sum, one) => sum + one, images + searches);
  const permille = BigInt(thousandths(rates.multipliers[work.complexity]));
  return { tokens, images, searches, base, total: divideRounded(base * permille, 1_000n) };
}

/** What nano-dollars come to, in nano-VIBE, rounded once. */
export const nanoVibeOf = (nanoUsd: number, usdPerVibe: number): bigint =>
  divideRounded(BigInt(nanoUsd) * nano, BigInt(nanoUsdPerVibe(usdPerVibe)));

/** And back, in nano-dollars. */
export const nanoUsdOf = (nanoVibe: bigint, usdPerVibe: number): bigint =>
  divideRounded(nanoVibe * BigInt(nanoUsdPerVibe(usdPerVibe)), nano);

/** Nano-VIBE as a decimal number without rounding: `"132000"`, `"0.0425"`. */
export function decimalVibe(nanoVibe: bigint): string {
  const sign = nanoVibe < 0n ? "-" : "";
  const digits = String(nanoVibe < 0n ? -nanoVibe : nanoVibe).padStart(10, "0");
  const fraction = digits.slice(-9).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -9)}${fraction && `.${fraction}`}`;
}

/** To the nearest whole VIBE. */
export const wholeVibe = (nanoVibe: bigint): number => Number(divideRounded(nanoVibe, nano));

const nano = 1_000_000_000n;
const nanoUsdPerVibe = (usdPerVibe: number) => Math.round(usdPerVibe * 1e9);
const thousandths = (value: number) => Math.round(value * 1_000);
const pieceRate = (vibe: number) => BigInt(thousandths(vibe)) * 1_000_000n;

/** To the nearest whole number, half away from zero. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = dividend < 0n ? -divisor : divisor;
  return (dividend * 2n + half) / (divisor * 2n);
}
