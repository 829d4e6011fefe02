import type { Totals } from "#contract/totals.ts";

/** The columns that sessions and rollups add up; all integers, money in nano-dollars. */
export const sumKeys = [
  "input",
  "output",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
  "reasoning",
  "webSearches",
  "events",
  "lowerBoundEvents",
  "unpricedEvents",
  "auxiliaryTokens",
  "costNanoUsd",
] as const;

export type Sums = Record<(typeof sumKeys)[number], number>;

export const noSums = (): Sums => ({
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  reasoning: 0,
  webSearches: 0,
  events: 0,
  lowerBoundEvents: 0,
  unpricedEvents: 0,
  auxiliaryTokens: 0,
  costNanoUsd: 0,
});

/** Adds `change` to `sums`, `sign` times. */
export function addSums(sums: Sums, change: Sums, sign: 1 | -1 = 1): void {
  for (const key of sumKeys) sums[key] += sign * change[key];
}

export const isNothing = (sums: Sums) => sumKeys.every((key) => sums[key] === 0);

/** As the API shows them. */
export function totalsOf(row: Sums): Totals {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, costNanoUsd } = row;
  const sums = noSums();
  addSums(sums, row);
  return {
    ...sums,
    total: input + output + cacheRead + cacheWrite5m + cacheWrite1h,
    costUsd: decimalUsd(costNanoUsd),
  };
}

/** Nano-dollars as decimal dollars without rounding: 1500000000 is `"1.500000000"`. */
export function decimalUsd(nanoUsd: number): string {
  const digits = String(BigInt(Math.abs(nanoUsd))).padStart(10, "0");
  const sign = nanoUsd < 0 ? "-" : "";
  return `${sign}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}
