import { lazy, Suspense } from "react";
import type { SessionDetail } from "#contract/sessions.ts";
import type { ChartUnit } from "./chart-days.ts";
import { formatMoment, formatTokens, formatUsd } from "#web/lib/format.ts";
import { Skeleton } from "./ui/states.tsx";

const HourChartBars = lazy(async () => ({
  default: (await import("./hour-chart-bars.tsx")).HourChartBars,
}));

export type HourPoint = { at: number; value: number };

type Hours = SessionDetail["byHour"];

const hourMs = 3_600_000;

type HourChartProps = { hours: Hours; timezone: string };

/** A session's cost by the hour, the quiet hours between included; its tokens where nothing of it has a price. */
export function HourChart({ hours, timezone }: HourChartProps) {
  const unit: ChartUnit = hours.some(({ totals }) => totals.costNanoUsd > 0) ? "cost" : "tokens";
  const title = unit === "cost" ? "Cost over time" : "Tokens over time";
  const first = hours[0]?.at;
  return (
    <section className="card p-4" aria-label={title}>
      <h2 className="mb-3 font-medium">{title}</h2>
      {first ? (
        <figure aria-label={`${totalOf(hours, unit)} since ${formatMoment(first, timezone)}`}>
          <div className="h-40" aria-hidden>
            <Suspense fallback={<Skeleton className="h-full" />}>
              <HourChartBars points={withQuietHours(hours, unit)} unit={unit} timezone={timezone} />
            </Suspense>
          </div>
        </figure>
      ) : (
        <p className="text-sm text-muted">Nothing yet.</p>
      )}
    </section>
  );
}

type HourTotals = Hours[number]["totals"];

const valueOf = (totals: HourTotals, unit: ChartUnit) =>
  unit === "cost" ? totals.costNanoUsd : totals.total;

function totalOf(hours: Hours, unit: ChartUnit): string {
  const total = hours.reduce((sum, { totals }) => sum + valueOf(totals, unit), 0);
  return unit === "cost" ? formatUsd(total) : `${formatTokens(total)} tokens`;
}

/** A long pause is told by its ends: more bars than pixels help nobody. */
const mostHours = 24 * 14;

function withQuietHours(hours: Hours, unit: ChartUnit): HourPoint[] {
  const values = new Map(hours.map(({ at, totals }) => [Date.parse(at), valueOf(totals, unit)]));
  const moments = [...values.keys()];
  const first = Math.min(...moments);
  const count = Math.round((Math.max(...moments) - first) / hourMs) + 1;
  if (count > mostHours) return [...values].map(([at, value]) => ({ at, value }));
  return Array.from({ length: count }, (_, nth) => {
    const at = first + nth * hourMs;
    return { at, value: values.get(at) ?? 0 };
  });
}
