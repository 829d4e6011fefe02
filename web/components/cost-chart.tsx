import { Table2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { formatDay, formatTokens, formatUsd } from "#web/lib/format.ts";
import type { ChartData, ChartUnit } from "./chart-days.ts";
import { Button } from "./ui/button.tsx";
import { Skeleton } from "./ui/states.tsx";

const CostChartBars = lazy(async () => ({
  default: (await import("./cost-chart-bars.tsx")).CostChartBars,
}));

type CostChartProps = {
  title: string;
  data: ChartData;
  unit: ChartUnit;
  onOpen: (first: string, last: string) => void;
  onZoom: (first: string, last: string) => void;
};

/** Spend over time, as a chart or as a table of the same figures. */
export function CostChart({ title, data, unit, onOpen, onZoom }: CostChartProps) {
  const [isTable, setTable] = useState(false);
  const format = unit === "cost" ? formatUsd : formatTokens;
  const total = data.series.reduce((sum, one) => sum + one.total, 0);
  const bars = data.daysPerBar > 1 ? "weeks" : "days";
  const summary = `${title}: ${format(total)} over ${data.days.length} ${bars}.`;
  return (
    <figure aria-label={summary} className="grid grid-cols-1 gap-3">
      <div className="flex items-start gap-4">
        <Legend data={data} format={format} />
        <Button
          look="ghost"
          className="-my-1.5 -mr-3"
          onClick={() => setTable(!isTable)}
          aria-pressed={isTable}
        >
          <Table2 aria-hidden /> {isTable ? "Chart" : "Table"}
        </Button>
      </div>
      {isTable ? (
        <DaysTable data={data} format={format} />
      ) : (
        <div className="h-64" aria-hidden>
          <Suspense fallback={<Skeleton className="h-full" />}>
            <CostChartBars data={data} unit={unit} onOpen={onOpen} onZoom={onZoom} />
          </Suspense>
        </div>
      )}
      {!isTable && (
        <figcaption className="hidden text-right text-xs text-faint md:block">
          {data.daysPerBar > 1 ? "A bar is a week. " : ""}Click a bar for its sessions, drag over
          several to zoom in.
        </figcaption>
      )}
    </figure>
  );
}

type Formatted = { data: ChartData; format: (value: number) => string };

function Legend({ data, format }: Formatted) {
  return (
    <ul className="flex min-w-0 flex-1 flex-wrap gap-x-4 gap-y-1 text-sm">
      {data.series.map(({ id, label, colour, total, isUnpriced }) => (
        <li key={id} className="inline-flex max-w-full items-center gap-1.5">
          <span
            className="size-2.5 shrink-0 rounded-sm"
            style={{ background: colour }}
            aria-hidden
          />
          <span dir="auto" className="truncate text-muted" title={label}>
            {label}
          </span>
          {isUnpriced ? (
            <span className="shrink-0 text-warning">unpriced</span>
          ) : (
            <span className="shrink-0">{format(total)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function DaysTable({ data, format }: Formatted) {
  const cell = "border-b px-2 py-1.5 text-right whitespace-nowrap";
  return (
    <div className="max-h-80 overflow-auto" tabIndex={0} role="region" aria-label="Figures by day">
      <table className="w-full border-collapse text-sm">
        <thead className="sticky top-0 bg-surface text-muted">
          <tr>
            <th className="border-b px-2 py-1.5 text-left font-medium">
              {data.daysPerBar > 1 ? "Week of" : "Day"}
            </th>
            {data.series.map(({ id, label }) => (
              <th key={id} className={`${cell} font-medium`}>
                {label}
              </th>
            ))}
            <th className={`${cell} font-medium`}>Total</th>
          </tr>
        </thead>
        <tbody>
          {data.days.toReversed().map((day) => (
            <tr key={day.date}>
              <th className="border-b px-2 py-1.5 text-left font-normal">{formatDay(day.date)}</th>
              {data.series.map(({ id }) => (
                <td key={id} className={`${cell} text-muted`}>
                  {day.values[id] ? format(day.values[id]) : "–"}
                </td>
              ))}
              <td className={cell}>{day.total ? format(day.total) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
