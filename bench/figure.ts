/** One measured figure, such as `{ name: "upload", value: 21000, unit: "events/s" }`. */
export type Figure = { name: string; value: number; unit: string; note?: string };

/** What a part of the bench exports. */
export type Part = { measure(): Promise<Figure[]> };

/** The value below which the given share of the samples lies; `share` is 0 to 1. */
export function quantile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error("There are no samples.");
  return value;
}
