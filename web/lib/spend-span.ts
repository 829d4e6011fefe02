import { dayOf, daysBetween, type MomentRange, momentsOf, type RangeSearch } from "./range.ts";

/** What the chart reaches over: moments for the API, and days for its bars, null where the data ends. */
export type SpendSpan = {
  range: MomentRange;
  bucket: "day" | "week";
  first: string | null;
  last: string | null;
};

type Known = {
  now: number;
  timezone: string;
  /** When the first event of all was; null while nobody knows. */
  since: string | null;
};

/** More bars than this are a hair wide each; a bar is a week then. */
const mostBars = 100;

export function spendSpan(search: RangeSearch, { now, timezone, since }: Known): SpendSpan {
  const today = dayOf(now, timezone);
  const range = momentsOf(search, today, timezone);
  const start = range.from ?? since;
  const first = start ? dayOf(Date.parse(start), timezone) : null;
  const last = search.to ?? (range.from ? today : null);
  const days = first ? daysBetween(first, last ?? today).length : 0;
  return { range, bucket: days > mostBars ? "week" : "day", first, last };
}
