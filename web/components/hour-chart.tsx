import { lazy, Suspense } from "react";
import type { SessionDetail } from "#contract/sessions.ts";
import { formatMoment, formatUsd } from "#web/lib/format.ts";
import { Skeleton } from "./ui/states.tsx";

const HourChartBars = lazy(async () => ({
  default: (await import("./hour-chart-bars.tsx")).HourChartBars,
}));

export type HourPoint = { at: number; cost: number };

const hourMs = 3_600_000;

type HourChartProps = { hours: SessionDetail["byHour"]; timezone: string };

/** A session's cost by the hour, the quiet hours between included. */
export function HourChart({ hours, timezone }: HourChartProps) {
  const points = withQuietHours(hours);
  const total = hours.reduce((sum, { totals }) => sum + totals.costNanoUsd, 0);
  const first = hours[0]?.at;
  if (!first) return <p className="text-sm text-muted">Nothing yet.</p>;
  return (
    <figure aria-label={`${formatUsd(total)} since ${formatMoment(first, timezone)}`}>
      <div className="h-40" aria-hidden>
        <Suspense fallback={<Skeleton className="h-full" />}>
          <HourChartBars points={points} timezone={timezone} />
        </Suspense>
      </div>
    </figure>
  );
}

/** A long pause is told by its ends: more bars than pixels help nobody. */
const mostHours = 24 * 14;

function withQuietHours(hours: SessionDetail["byHour"]): HourPoint[] {
  const costs = new Map(hours.map(({ at, totals }) => [Date.parse(at), totals.costNanoUsd]));
  const moments = [...costs.keys()];
  const first = Math.min(...moments);
  const count = Math.round((Math.max(...moments) - first) / hourMs) + 1;
  if (count > mostHours) return [...costs].map(([at, cost]) => ({ at, cost }));
  return Array.from({ length: count }, (_, nth) => {
    const at = first + nth * hourMs;
    return { at, cost: costs.get(at) ?? 0 };
  });
}
