import type { CostsBy } from "#contract/costs.ts";
import { shortModel } from "#web/lib/format.ts";
import { daysBetween } from "#web/lib/range.ts";
import type { SpendSpan } from "#web/lib/spend-span.ts";
import { restColour, seriesColours } from "#web/lib/series-colour.ts";

export type ChartUnit = "cost" | "tokens";
/** `id` is the series' key in `values`; `isUnpriced`: the total is of money, and none of its events has a price. */
export type ChartSeries = {
  id: string;
  label: string;
  colour: string;
  total: number;
  isUnpriced: boolean;
};
/** A bar: a day, or the week that begins with it. */
export type ChartDay = { date: string; total: number; values: Record<string, number> };
export type ChartData = { days: ChartDay[]; series: ChartSeries[]; daysPerBar: number };

/** The days that the bars are to reach over, and how many there are to a bar. */
export type ChartSpan = Omit<SpendSpan, "range">;

/** More would not be told apart. */
const mostSeries = 7;
const others = "others";

/** Buckets as bars, with the empty ones between them. Small series become one. */
export function chartData(costs: CostsBy, unit: ChartUnit, span: ChartSpan): ChartData {
  const valueOf = (totals: CostsBy["items"][number]["totals"]) =>
    unit === "cost" ? totals.costNanoUsd : totals.total;
  const sorted = costs.items.toSorted((a, b) => valueOf(b.totals) - valueOf(a.totals));
  const shown = sorted.slice(0, sorted.length > mostSeries ? mostSeries - 1 : mostSeries);
  const kept = new Set(shown.map(({ key }) => idOf(key)));
  const colours = seriesColours(shown.map(({ key }) => key));
  const series = shown.map(({ key, label, totals }, nth) => ({
    id: idOf(key),
    label: costs.dimension === "model" ? shortModel(key) : label,
    colour: colours[nth] ?? restColour,
    total: valueOf(totals),
    isUnpriced: unit === "cost" && totals.unpricedEvents === totals.events,
  }));
  const rest = sorted.slice(shown.length).reduce((sum, { totals }) => sum + valueOf(totals), 0);
  if (rest > 0) {
    const one = { id: others, label: "others", colour: restColour };
    series.push({ ...one, total: rest, isUnpriced: false });
  }

  const byDate = new Map<string, ChartDay>();
  for (const { date, items } of costs.buckets) {
    const day: ChartDay = { date, total: 0, values: {} };
    for (const { key, totals } of items) {
      const id = kept.has(idOf(key)) ? idOf(key) : others;
      day.values[id] = (day.values[id] ?? 0) + valueOf(totals);
      day.total += valueOf(totals);
    }
    byDate.set(date, day);
  }
  return { days: withEmptyDays(byDate, span), series, daysPerBar: daysPerBar(span) };
}

const idOf = (key: string | null) => key ?? "(none)";

const daysPerBar = ({ bucket }: ChartSpan) => (bucket === "week" ? 7 : 1);

function withEmptyDays(byDate: Map<string, ChartDay>, span: ChartSpan): ChartDay[] {
  const dates = [...byDate.keys()].toSorted();
  // Weeks begin on Mondays, wherever the range does.
  const first = (span.bucket === "day" && span.first) || dates[0];
  const last = span.last ?? dates.at(-1);
  if (!first || !last) return [];
  return daysBetween(first, last, daysPerBar(span)).map(
    (date) => byDate.get(date) ?? { date, total: 0, values: {} },
  );
}
