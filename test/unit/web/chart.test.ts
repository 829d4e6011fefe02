import { expect, test } from "vitest";
import type { CostsBy } from "#contract/costs.ts";
import { chartData, type ChartSpan } from "#web/components/chart-days.ts";
import { seriesColours } from "#web/lib/series-colour.ts";
import { spendSpan } from "#web/lib/spend-span.ts";
import { aTotal } from "./support/live-state.ts";

const november: ChartSpan = { bucket: "day", first: "2026-11-01", last: "2026-11-05" };

/** Events by day and key; a response costs a cent. */
function costsOf(days: Record<string, Record<string, number>>): CostsBy {
  const sums = new Map<string, number>();
  for (const items of Object.values(days)) {
    for (const [key, events] of Object.entries(items)) sums.set(key, (sums.get(key) ?? 0) + events);
  }
  return {
    dimension: "project",
    timezone: "UTC",
    from: null,
    to: null,
    items: [...sums].map(([key, events]) => ({ key, label: `The ${key}`, totals: aTotal(events) })),
    buckets: Object.entries(days).map(([date, items]) => ({
      at: `${date}T00:00:00Z`,
      date,
      items: Object.entries(items).map(([key, events]) => ({ key, totals: aTotal(events) })),
    })),
  };
}

test("a range has all its days, the empty ones included", () => {
  const costs = costsOf({ "2026-11-02": { web: 3 }, "2026-11-04": { web: 1, api: 2 } });
  const { days } = chartData(costs, "tokens", november);
  expect(days.map(({ date, total }) => [date, total])).toEqual([
    ["2026-11-01", 0],
    ["2026-11-02", 30],
    ["2026-11-03", 0],
    ["2026-11-04", 30],
    ["2026-11-05", 0],
  ]);
  expect(days[3]?.values).toEqual({ web: 10, api: 20 });
});

test("a range without bounds reaches from the first data to the last", () => {
  const costs = costsOf({ "2026-11-02": { web: 3 }, "2026-11-04": { web: 1 } });
  const { days } = chartData(costs, "cost", { bucket: "day", first: null, last: null });
  expect(days.map(({ date }) => date)).toEqual(["2026-11-02", "2026-11-03", "2026-11-04"]);
});

test("more series than can be told apart become one, and no cent is lost", () => {
  const items = Object.fromEntries(Array.from({ length: 12 }, (_, nth) => [`p${nth}`, nth + 1]));
  const { days, series } = chartData(costsOf({ "2026-11-02": items }), "cost", november);
  expect(series.map(({ id }) => id)).toEqual(["p11", "p10", "p9", "p8", "p7", "p6", "others"]);
  expect(series.reduce((sum, { total }) => sum + total, 0)).toBe(aTotal(78).costNanoUsd);
  expect(days[1]?.values["others"]).toBe(aTotal(21).costNanoUsd);
});

test("long ranges are drawn by the week", () => {
  const known = { now: Date.parse("2026-11-21T12:00:00Z"), timezone: "UTC" };
  const spanSince = (since: string) => spendSpan({ range: "all" }, { ...known, since });
  expect(spanSince("2026-08-14T09:00:00Z").bucket).toBe("day");
  const span = spanSince("2026-08-13T09:00:00Z");
  expect(span).toMatchObject({ bucket: "week", first: "2026-08-13", last: null });

  const costs = costsOf({ "2026-08-10": { web: 1 }, "2026-08-31": { web: 2 } });
  const { days, daysPerBar } = chartData(costs, "tokens", span);
  expect(daysPerBar).toBe(7);
  expect(days.map(({ total }) => total)).toEqual([10, 0, 0, 20]);
});

test("a preset ends today, chosen days end where they were chosen, in the time zone", () => {
  const known = { now: Date.parse("2026-11-21T12:00:00Z"), since: "2025-01-01T00:00:00Z" };
  expect(spendSpan({ range: "7d" }, { ...known, timezone: "Pacific/Auckland" })).toEqual({
    range: { from: "2026-11-15T11:00:00.000Z", to: undefined },
    bucket: "day",
    first: "2026-11-16",
    last: "2026-11-22",
  });
  const chosen = { from: "2026-01-01", to: "2026-05-31" };
  expect(spendSpan(chosen, { ...known, timezone: "UTC" })).toMatchObject({
    bucket: "week",
    first: "2026-01-01",
    last: "2026-05-31",
  });
});

test("a series keeps its colour, and those that are seen together differ", () => {
  const [opus] = seriesColours(["claude-opus-4-6"]);
  expect(seriesColours(["codex", "claude-opus-4-6"])[1]).toBe(opus);
  expect(seriesColours([null, ""])).toEqual(["var(--chart-8)", "var(--chart-8)"]);

  const keys = ["claude-opus-4-6", "gpt-5-codex", "a", "b", "c", "d", "e"];
  expect(new Set(seriesColours(keys)).size).toBe(7);
});
