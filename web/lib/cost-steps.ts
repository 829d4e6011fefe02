import type { SessionDetail, TimelineItem } from "#contract/sessions.ts";

/** A bar of a chart over time. */
export type TimePoint = { at: number; value: number };

export const hourMs = 3_600_000;
const minuteSteps = [1, 2, 5, 10, 15];
const mostBars = 60;

/** How long a bar is told over, of a session that took so long: an hour, or less where that would be a bar or two. */
export function stepFor(spanMs: number): number {
  const minutes = minuteSteps.find((step) => spanMs / (step * 60_000) < mostBars);
  return minutes === undefined ? hourMs : minutes * 60_000;
}

type Unit = "cost" | "tokens";
type Turn = Extract<TimelineItem, { type: "turn" }>;

/** Turns added up by steps of time, the quiet ones between included. Without a price they cost nothing here. */
export function turnSteps(items: TimelineItem[], stepMs: number, unit: Unit): TimePoint[] {
  const turns = items.filter((item) => item.type === "turn");
  const steps = turns.map(({ at }) => Math.floor(Date.parse(at) / stepMs));
  const [first = 0] = steps;
  const count = turns.length === 0 ? 0 : (steps.at(-1) ?? first) - first + 1;
  const points = Array.from({ length: count }, (_, nth) => ({
    at: (first + nth) * stepMs,
    value: 0,
  }));
  for (const [nth, turn] of turns.entries()) {
    const point = points[(steps[nth] ?? first) - first];
    if (point) point.value += unit === "cost" ? (turn.costNanoUsd ?? 0) : tokensOf(turn);
  }
  return points;
}

const tokensOf = ({ input, output, cacheRead, cacheWrite }: Turn) =>
  input + output + cacheRead + cacheWrite;

/** A long pause is told by its ends: more bars than pixels help nobody. */
const mostHours = 24 * 14;

/** Hours, the quiet ones between included. */
export function hourSteps(hours: SessionDetail["byHour"], unit: Unit): TimePoint[] {
  const points = hours.map(({ at, totals }) => ({
    at: Date.parse(at),
    value: unit === "cost" ? totals.costNanoUsd : totals.total,
  }));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [];
  const count = Math.round((last.at - first.at) / hourMs) + 1;
  if (count > mostHours) return points;
  const values = new Map(points.map(({ at, value }) => [at, value]));
  return Array.from({ length: count }, (_, nth) => {
    const at = first.at + nth * hourMs;
    return { at, value: values.get(at) ?? 0 };
  });
}
