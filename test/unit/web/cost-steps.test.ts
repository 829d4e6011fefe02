import { expect, test } from "vitest";
import type { TimelineItem } from "#contract/sessions.ts";
import { hourMs, hourSteps, stepFor, turnSteps } from "#web/lib/cost-steps.ts";
import { aTotal } from "./support/live-state.ts";

const minute = 60_000;

test.each([
  [0, minute],
  [59 * minute, minute],
  [60 * minute, 2 * minute],
  [4 * hourMs, 5 * minute],
  [14 * hourMs, 15 * minute],
  [15 * hourMs, hourMs],
  [90 * 24 * hourMs, hourMs],
])("a session of %i ms has bars of %i", (span, step) => {
  expect(stepFor(span)).toBe(step);
});

const turnAt = (at: string, costNanoUsd: number | null): TimelineItem => ({
  type: "turn",
  key: at,
  runId: "run_1",
  at: `2026-06-01T${at}.000Z`,
  model: "claude-opus-4-8",
  input: 1,
  output: 2,
  cacheRead: 3,
  cacheWrite: 4,
  costNanoUsd,
  lowerBound: false,
  auxiliary: false,
  isSubagent: false,
});

test("turns are added up by steps, the quiet ones between included", () => {
  const turns = [
    turnAt("10:04:59", 1),
    turnAt("10:05:00", 2),
    turnAt("10:09:59", null),
    turnAt("10:15:00", 4),
  ];
  const of = (unit: "cost" | "tokens") =>
    turnSteps(turns, 5 * minute, unit).map(({ at, value }) => [
      new Date(at).toISOString().slice(11, 16),
      value,
    ]);
  expect(of("cost")).toEqual([
    ["10:00", 1],
    ["10:05", 2],
    ["10:10", 0],
    ["10:15", 4],
  ]);
  expect(of("tokens").map(([, value]) => value)).toEqual([10, 20, 0, 10]);
  expect(turnSteps([], minute, "cost")).toEqual([]);
});

const hourAt = (hour: number) => ({
  at: new Date(hour * hourMs).toISOString(),
  totals: { ...aTotal(hour), total: hour },
});

test("hours are told with the quiet ones between, unless there are more than could be drawn", () => {
  expect(hourSteps([hourAt(1), hourAt(3)], "tokens").map(({ value }) => value)).toEqual([1, 0, 3]);
  expect(hourSteps([hourAt(1), hourAt(1_000)], "cost")).toHaveLength(2);
  expect(hourSteps([], "cost")).toEqual([]);
});
