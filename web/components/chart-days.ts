import type { CostsBy } from "#contract/costs.ts";
import { shortModel } from "#web/lib/format.ts";
import { daysBetween } from "#web/lib/range.ts";
import { seriesColour } from "#web/lib/series-colour.ts";

export type ChartUnit = "cost" | "tokens";
/** `id` is the series' key in `values`. */
export type ChartSeries = { id: string; label: string; colour: string; total: number };
export type ChartDay = { date: string; total: number; values: Record<string, number> };
export type ChartData = { days: ChartDay[]; series: ChartSeries[] };

/** More would not be told apart. */
const mostSeries = 7;
const others = "others";

/** Buckets as bars, with the days in between as empty ones. Small series become one. */
export function chartData(costs: CostsBy, unit: ChartUnit, until: string | null): ChartData {
  const valueOf = (totals: CostsBy["items"][number]["totals"]) =>
    unit === "cost" ? totals.costNanoUsd : totals.total;
  const sorted = costs.items.toSorted((a, b) => valueOf(b.totals) - valueOf(a.totals));
  const shown = sorted.slice(0, sorted.length > mostSeries ? mostSeries - 1 : mostSeries);
  const kept = new Set(shown.map(({ key }) => idOf(key)));
  const series = shown.map(({ key, label, totals }) => ({
    id: idOf(key),
    label: costs.dimension === "model" ? shortModel(key) : label,
    colour: seriesColour(key),
    total: valueOf(totals),
  }));
  const rest = sorted.slice(shown.length).reduce((sum, { totals }) => sum + valueOf(totals), 0);
  if (rest > 0) series.push({ id: others, label: "others", colour: "var(--chart-8)", total: rest });

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
  return { days: withEmptyDays(byDate, until), series };
}

const idOf = (key: string | null) => key ?? "(none)";

function withEmptyDays(byDate: Map<string, ChartDay>, until: string | null): ChartDay[] {
  const dates = [...byDate.keys()].toSorted();
  const first = dates[0];
  const last = until ?? dates.at(-1);
  if (!first || !last) return [];
  return daysBetween(first, last > first ? last : first).map(
    (date) => byDate.get(date) ?? { date, total: 0, values: {} },
  );
}
