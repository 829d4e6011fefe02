import { describe, expect, test } from "vitest";
import {
  formatAgo,
  formatChange,
  formatDuration,
  formatLatency,
  formatRate,
  formatTokens,
  formatUsd,
  formatUsdExactly,
  formatUsdRoughly,
} from "#web/lib/format.ts";

test.each([
  [0, "$0"],
  [1, "<$0.0001"],
  [-1, "-<$0.0001"],
  [99_999, "<$0.0001"],
  [100_000, "$0.0001"],
  [4_200_000, "$0.0042"],
  [9_999_999, "$0.0100"],
  [10_000_000, "$0.01"],
  [1_284_200_000_000, "$1,284.20"],
  [-2_500_000_000, "-$2.50"],
])("%d nano-dollars are %s", (nanoUsd, text) => {
  expect(formatUsd(nanoUsd)).toBe(text);
});

test("the exact amount has every digit that we have, and cents at least", () => {
  expect(formatUsdExactly(769_844_867_001)).toBe("$769.844867001");
  expect(formatUsdExactly(2_000_000_000)).toBe("$2.00");
});

test("an axis has no cents where they say nothing", () => {
  expect(formatUsdRoughly(1_400_000_000_000)).toBe("$1,400");
  expect(formatUsdRoughly(7_500_000_000)).toBe("$7.50");
  expect(formatUsdRoughly(10_500_000_000)).toBe("$10.50");
});

test.each([
  [0, "0"],
  [950, "950"],
  [999, "999"],
  [1_000, "1k"],
  [48_049, "48k"],
  [48_060, "48.1k"],
  [999_499, "999k"],
  // Never "1000k".
  [999_500, "1M"],
  [1_234_567, "1.2M"],
  [916_544_001, "917M"],
  [2_400_000_000, "2.4B"],
])("%d tokens are %s", (count, text) => {
  expect(formatTokens(count)).toBe(text);
});

test.each([
  [0, "0s"],
  [59_999, "59s"],
  [60_000, "1m"],
  [200_000, "3m 20s"],
  [3_600_000, "1h"],
  [8_040_000, "2h 14m"],
  [86_399_999, "23h 59m"],
  [86_400_000, "1d"],
  [183_600_000, "2d 3h"],
])("%d ms last %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("a latency is told in milliseconds, seconds, and then as a duration", () => {
  expect(formatLatency(850)).toBe("850 ms");
  expect(formatLatency(2_400)).toBe("2.4 s");
  expect(formatLatency(61_000)).toBe("1m 1s");
});

describe("how long ago something was", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  test.each([
    ["2026-11-21T11:59:58Z", "now"],
    ["2026-11-21T11:57:00Z", "3m ago"],
    // 1 hour and 50 minutes are not two hours.
    ["2026-11-21T10:10:00Z", "1h ago"],
    ["2026-11-20T11:00:00Z", "yesterday"],
    ["2026-11-15T11:00:00Z", "6d ago"],
    ["2026-11-14T11:00:00Z", "14 Nov"],
    ["2025-11-14T11:00:00Z", "14 Nov 2025"],
  ])("%s is %s", (at, text) => {
    expect(formatAgo(at, now, "UTC")).toBe(text);
  });
});

test.each([
  [0, 0, null],
  [5, 0, { text: "new", direction: "up" }],
  [0, 5, { text: "−100%", direction: "down" }],
  [100, 100.4, { text: "same", direction: "same" }],
  [150, 100, { text: "+50%", direction: "up" }],
  [1_300, 100, { text: "+12×", direction: "up" }],
])("from then to now: %d after %d", (now, before, change) => {
  expect(formatChange(now, before)).toEqual(change);
});

test.each([
  [15, "$15"],
  [0.25, "$0.25"],
  [0.5, "$0.50"],
  [0.0375, "$0.0375"],
  [0, "$0"],
])("a price of %d dollars is %s", (usd, text) => {
  expect(formatRate(usd)).toBe(text);
});
