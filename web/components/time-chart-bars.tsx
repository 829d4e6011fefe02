import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { TimePoint } from "#web/lib/cost-steps.ts";
import { formatHour, formatTokens, formatUsdRoughly } from "#web/lib/format.ts";
import { amountOf, stepName, type TimeSteps } from "./time-chart.tsx";

const axis = {
  stroke: "var(--line)",
  tick: { fill: "var(--faint)", fontSize: 12 },
  tickLine: false,
};

export function TimeChartBars({ points, unit, stepMs, timezone }: TimeSteps) {
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
          tickCount={4}
          tickFormatter={unit === "cost" ? formatUsdRoughly : formatTokens}
          axisLine={false}
          {...axis}
        />
        <Tooltip
          cursor={{ fill: "var(--raised)" }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point: TimePoint | undefined = active ? payload?.[0]?.payload : undefined;
            return point ? (
              <div className="rounded-lg border bg-surface px-3 py-2 text-sm shadow-float">
                <p className="text-muted">
                  {stepName({ stepMs })} from {nameOf(point.at)}
                </p>
                <p>{amountOf(point.value, { unit })}</p>
              </div>
            ) : null;
          }}
        />
        <Bar dataKey="value" fill="var(--chart-1)" maxBarSize={48} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
