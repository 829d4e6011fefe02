import { Table2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { hourMs, type TimePoint } from "#web/lib/cost-steps.ts";
import {
  formatDuration,
  formatHour,
  formatMoment,
  formatTokens,
  formatUsd,
} from "#web/lib/format.ts";
import type { ChartUnit } from "./chart-days.ts";
import { Button } from "./ui/button.tsx";
import { Skeleton } from "./ui/states.tsx";

const TimeChartBars = lazy(async () => ({
  default: (await import("./time-chart-bars.tsx")).TimeChartBars,
}));

export type TimeSteps = { points: TimePoint[]; stepMs: number; unit: ChartUnit; timezone: string };

type TimeChartProps = Omit<TimeSteps, "points"> & {
  /** Null while they are still on their way. */
  points: TimePoint[] | null;
};

/** A session's cost, or its tokens, by steps of time: as a chart or as a table of the same figures. */
export function TimeChart({ points, ...steps }: TimeChartProps) {
  const [isTable, setTable] = useState(false);
  const title = steps.unit === "cost" ? "Cost over time" : "Tokens over time";
  return (
    <section className="card p-4" aria-label={title}>
      <div className="mb-3 flex items-start gap-4">
        <h2 className="flex-1 font-medium">{title}</h2>
        <Button
          look="ghost"
          className="-my-1.5 -mr-3"
          disabled={!points || points.length === 0}
          onClick={() => setTable(!isTable)}
          aria-pressed={isTable}
        >
          <Table2 aria-hidden /> {isTable ? "Chart" : "Table"}
        </Button>
      </div>
      {points?.length === 0 && <p className="text-sm text-muted">Nothing yet.</p>}
      {!points && <Skeleton className="h-40" />}
      {points && points.length > 0 && <Figure {...steps} points={points} isTable={isTable} />}
    </section>
  );
}

function Figure({ isTable, ...steps }: TimeSteps & { isTable: boolean }) {
  const { points, timezone } = steps;
  const total = points.reduce((sum, { value }) => sum + value, 0);
  const since = formatMoment(new Date(points[0]?.at ?? 0).toISOString(), timezone);
  return (
    <figure aria-label={`${amountOf(total, steps)} since ${since}`}>
      {isTable ? (
        <StepsTable {...steps} />
      ) : (
        <div className="h-40" aria-hidden>
          <Suspense fallback={<Skeleton className="h-full" />}>
            <TimeChartBars {...steps} />
          </Suspense>
        </div>
      )}
    </figure>
  );
}

/** The quiet steps are left out: they say nothing in a table. */
function StepsTable(steps: TimeSteps) {
  const { points, timezone } = steps;
  return (
    <div className="max-h-80 overflow-auto" tabIndex={0} role="region" aria-label="Figures by time">
      <table className="w-full border-collapse text-sm">
        <thead className="sticky top-0 bg-surface text-muted">
          <tr>
            <th className="border-b px-2 py-1.5 text-left font-medium">{stepName(steps)} from</th>
            <th className="border-b px-2 py-1.5 text-right font-medium">
              {steps.unit === "cost" ? "Cost" : "Tokens"}
            </th>
          </tr>
        </thead>
        <tbody>
          {points
            .filter(({ value }) => value > 0)
            .map(({ at, value }) => (
              <tr key={at}>
                <th className="border-b px-2 py-1.5 text-left font-normal">
                  {formatHour(at, timezone)}
                </th>
                <td className="border-b px-2 py-1.5 text-right">{amountOf(value, steps)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** `The hour`, `5m`. */
export const stepName = ({ stepMs }: Pick<TimeSteps, "stepMs">) =>
  stepMs === hourMs ? "The hour" : formatDuration(stepMs);

export const amountOf = (value: number, { unit }: Pick<TimeSteps, "unit">) =>
  unit === "cost" ? formatUsd(value) : `${formatTokens(value)} tokens`;
