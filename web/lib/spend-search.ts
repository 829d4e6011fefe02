import type { CostDimension } from "#contract/costs.ts";
import { type RangeSearch, rangeSearch } from "./range.ts";
import { oneOf } from "./search.ts";

export const spendDimensions = [
  "project",
  "person",
  "model",
  "runtime",
] as const satisfies CostDimension[];

export const spendUnits = ["cost", "tokens"] as const;

/** What the overview's chart shows, as it stands in the URL. */
export type SpendSearch = RangeSearch & {
  by?: CostDimension | undefined;
  unit?: (typeof spendUnits)[number] | undefined;
};

export const spendSearch = (search: Record<string, unknown>): SpendSearch => ({
  ...rangeSearch(search),
  by: oneOf(spendDimensions, search["by"]),
  unit: oneOf(spendUnits, search["unit"]),
});
