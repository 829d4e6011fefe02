import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatHour, formatUsd, formatUsdRoughly } from "#web/lib/format.ts";
import type { HourPoint } from "./hour-chart.tsx";

const axis = {
  stroke: "var(--line)",
  tick: { fill: "var(--faint)", fontSize: 12 },
  tickLine: false,
};

type HourChartBarsProps = { points: HourPoint[]; timezone: string };

export function HourChartBars({ points, timezone }: HourChartBarsProps) {
  const nameOf = (at: number) => formatHour(at, timezone);
  return (
    <ResponsiveContainer width="100%" height="100%" minWidth={0}>
      <BarChart
        data={points}
        margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
        barCategoryGap="18%"
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="at" tickFormatter={nameOf} minTickGap={48} {...axis} />
        <YAxis
          width={56}
          domain={[0, (most: number) => most || 1]}
          tickCount={4}
          interval={0}
          tickFormatter={formatUsdRoughly}
          axisLine={false}
          {...axis}
        />
        <Tooltip
          cursor={{ fill: "var(--raised)" }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point: HourPoint | undefined = active ? payload?.[0]?.payload : undefined;
            return point ? (
              <div className="rounded-lg border bg-surface px-3 py-2 text-sm shadow-float">
                <p className="text-muted">the hour from {nameOf(point.at)}</p>
                <p>{formatUsd(point.cost)}</p>
              </div>
            ) : null;
          }}
        />
        <Bar dataKey="cost" fill="var(--chart-1)" maxBarSize={48} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
