import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatDay, formatTokens, formatUsd } from "#web/lib/format.ts";
import type { ChartDay, ChartSeries, ChartUnit } from "./chart-days.ts";

type BarsProps = {
  days: ChartDay[];
  series: ChartSeries[];
  unit: ChartUnit;
  onDay: (date: string) => void;
};

const axis = {
  stroke: "var(--line)",
  tick: { fill: "var(--faint)", fontSize: 12 },
  tickLine: false,
};

/** Stacked bars, a bar a day. In a file of its own, since the chart library is only loaded where it is seen. */
export function CostChartBars({ days, series, unit, onDay }: BarsProps) {
  const format = unit === "cost" ? formatUsd : formatTokens;
  return (
    <ResponsiveContainer width="100%" height="100%" minWidth={0}>
      <BarChart
        accessibilityLayer={false}
        data={days}
        margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
        barCategoryGap="22%"
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="date" tickFormatter={formatDay} minTickGap={28} {...axis} />
        <YAxis width={64} tickFormatter={format} axisLine={false} {...axis} />
        <Tooltip
          cursor={{ fill: "var(--raised)" }}
          isAnimationActive={false}
          content={({ active, label }) => {
            const day = active ? days.find((one) => one.date === label) : undefined;
            return day ? <DayTooltip day={day} series={series} format={format} /> : null;
          }}
        />
        {series.map(({ id, colour }) => (
          <Bar
            key={id}
            dataKey={(day: ChartDay) => day.values[id] ?? 0}
            name={id}
            stackId="all"
            fill={colour}
            isAnimationActive={false}
            className="cursor-pointer"
            onClick={(bar) => onDay((bar.payload as ChartDay).date)}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

type TooltipProps = { day: ChartDay; series: ChartSeries[]; format: (value: number) => string };

/** All series of the day, largest first. */
function DayTooltip({ day, series, format }: TooltipProps) {
  const rows = series
    .map((one) => ({ ...one, value: day.values[one.id] ?? 0 }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value);
  return (
    <div className="min-w-48 rounded-lg border bg-surface p-3 text-sm shadow-float">
      <p className="mb-2 flex justify-between gap-6 font-medium">
        <span>{formatDay(day.date)}</span>
        <span>{format(day.total)}</span>
      </p>
      {rows.length === 0 && <p className="text-muted">nothing</p>}
      {rows.map(({ id, label, colour, value }) => (
        <p key={id} className="flex items-center gap-2 text-muted">
          <span className="size-2 shrink-0 rounded-sm" style={{ background: colour }} />
          <span className="min-w-0 flex-1 truncate">{label}</span>
          <span className="text-text">{format(value)}</span>
        </p>
      ))}
    </div>
  );
}
