import { useRef, useState } from "react";
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatDay, formatTokens, formatUsd, formatUsdRoughly } from "#web/lib/format.ts";
import { dayAfter } from "#web/lib/range.ts";
import type { ChartData, ChartDay, ChartSeries, ChartUnit } from "./chart-days.ts";

type BarsProps = {
  data: ChartData;
  unit: ChartUnit;
  /** One bar was clicked; its first and last day. */
  onOpen: (first: string, last: string) => void;
  /** Several were dragged over. */
  onZoom: (first: string, last: string) => void;
};

const axis = {
  stroke: "var(--line)",
  tick: { fill: "var(--faint)", fontSize: 12 },
  tickLine: false,
};

/** Stacked bars over time. In a file of its own, since the chart library is only loaded where it is seen. */
export function CostChartBars({ data, unit, onOpen, onZoom }: BarsProps) {
  const { days, series, daysPerBar } = data;
  const format = unit === "cost" ? formatUsd : formatTokens;
  const lastDayOf = (date: string) => dayAfter(date, daysPerBar - 1);
  const choose = (first: string, last: string) => {
    if (first !== last) onZoom(first, lastDayOf(last));
    else if (days.find(({ date }) => date === first)?.total) onOpen(first, lastDayOf(first));
  };
  const { dragged, handlers } = useDrag(choose);
  return (
    <ResponsiveContainer width="100%" height="100%" minWidth={0}>
      <BarChart
        data={days}
        margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
        barCategoryGap="22%"
        accessibilityLayer={false}
        className="cursor-pointer select-none"
        {...handlers}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="date" tickFormatter={formatDay} minTickGap={28} {...axis} />
        <YAxis
          width={56}
          tickFormatter={unit === "cost" ? formatUsdRoughly : formatTokens}
          axisLine={false}
          {...axis}
        />
        <Tooltip
          cursor={{ fill: "var(--raised)" }}
          isAnimationActive={false}
          content={({ active, label }) => {
            const day = active ? days.find((one) => one.date === label) : undefined;
            if (!day) return null;
            const name = daysPerBar > 1 ? `week of ${formatDay(day.date)}` : formatDay(day.date);
            return <DayTooltip name={name} day={day} series={series} format={format} />;
          }}
        />
        {series.map(({ id, colour }) => (
          <Bar
            key={id}
            dataKey={(day: ChartDay) => day.values[id] ?? 0}
            name={id}
            stackId="all"
            fill={colour}
            maxBarSize={48}
            isAnimationActive={false}
          />
        ))}
        {dragged[0] !== dragged[1] && (
          <ReferenceArea x1={dragged[0]} x2={dragged[1]} fill="var(--accent)" fillOpacity={0.15} />
        )}
      </BarChart>
    </ResponsiveContainer>
  );
}

type Pointed = { activeLabel?: string | number | undefined };

/** The bars between where the pointer went down and where it is, and what is done where it comes up. */
function useDrag(onEnd: (first: string, last: string) => void) {
  // The chart may tell of up before the page was drawn after down: what counts is in the ref.
  const from = useRef<string>(undefined);
  const [dragged, setDragged] = useState<string[]>([]);
  const reach = ({ activeLabel }: Pointed) =>
    from.current === undefined || activeLabel === undefined
      ? []
      : [from.current, String(activeLabel)].toSorted();
  const end = () => {
    from.current = undefined;
    setDragged([]);
  };
  const handlers = {
    onMouseDown: ({ activeLabel }: Pointed) => {
      from.current = activeLabel === undefined ? undefined : String(activeLabel);
    },
    onMouseMove: (pointed: Pointed) => {
      if (from.current !== undefined) setDragged(reach(pointed));
    },
    onMouseLeave: end,
    onMouseUp: (pointed: Pointed) => {
      const [first, last] = reach(pointed);
      end();
      if (first && last) onEnd(first, last);
    },
  };
  return { dragged, handlers };
}

type TooltipProps = {
  name: string;
  day: ChartDay;
  series: ChartSeries[];
  format: (value: number) => string;
};

/** All series of the day, largest first. */
function DayTooltip({ name, day, series, format }: TooltipProps) {
  const rows = series
    .map((one) => ({ ...one, value: day.values[one.id] ?? 0 }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value);
  return (
    <div className="max-w-64 min-w-48 rounded-lg border bg-surface p-3 text-sm shadow-float">
      <p className="mb-2 flex justify-between gap-6 font-medium">
        <span className="first-letter:uppercase">{name}</span>
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
