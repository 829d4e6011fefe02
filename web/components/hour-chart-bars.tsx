import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatUsd } from "#web/lib/format.ts";
import type { HourPoint } from "./hour-chart.tsx";

const axis = {
  stroke: "var(--line)",
  tick: { fill: "var(--faint)", fontSize: 12 },
  tickLine: false,
};

const hourName = (at: number) =>
  new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);

export function HourChartBars({ points }: { points: HourPoint[] }) {
  return (
    <ResponsiveContainer width="100%" height="100%" minWidth={0}>
      <BarChart
        accessibilityLayer={false}
        data={points}
        margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
        barCategoryGap="18%"
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="at" tickFormatter={hourName} minTickGap={48} {...axis} />
        <YAxis width={64} tickFormatter={formatUsd} axisLine={false} {...axis} />
        <Tooltip
          cursor={{ fill: "var(--raised)" }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point: HourPoint | undefined = active ? payload?.[0]?.payload : undefined;
            return point ? (
              <div className="rounded-lg border bg-surface px-3 py-2 text-sm shadow-float">
                <p className="text-muted">{hourName(point.at)}</p>
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
