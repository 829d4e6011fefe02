import { expect, test } from "vitest";
import type { TimelineItem } from "#contract/sessions.ts";
import { callTimes } from "#web/components/call-times.ts";
import { withDays } from "#web/components/timeline-days.ts";

const toolAt = (at: string): TimelineItem => ({
  type: "tool",
  key: at,
  runId: "run_1",
  at,
  name: "Bash",
  durationMs: 5,
  ranMs: null,
  outcome: "ok",
  verb: "git status",
  errorKind: null,
  exitCode: null,
  destructive: false,
  isSubagent: false,
});

const items = ["2026-11-21T22:30:00Z", "2026-11-21T23:30:00Z", "2026-11-22T00:30:00Z"].map(toolAt);

const shapeOf = (timezone: string) =>
  withDays(items, timezone).map((row) => (row.type === "day" ? row.date : row.type));

test("a timeline over several days tells where each begins, in the workspace's time zone", () => {
  expect(shapeOf("UTC")).toEqual(["2026-11-21", "tool", "tool", "2026-11-22", "tool"]);
  expect(shapeOf("Europe/Berlin")).toEqual(["2026-11-21", "tool", "2026-11-22", "tool", "tool"]);
});

test("a timeline of one day needs no line for it", () => {
  expect(shapeOf("America/New_York")).toEqual(["tool", "tool", "tool"]);
  expect(withDays([], "UTC")).toEqual([]);
});

test.each([
  [{ durationMs: 12_200, ranMs: 200 }, "200 ms", "12.0 s"],
  [{ durationMs: 900, ranMs: 200 }, "200 ms", null],
  [{ durationMs: 100, ranMs: 200 }, "200 ms", null],
  [{ durationMs: null, ranMs: 200 }, "200 ms", null],
  [{ durationMs: 2_500, ranMs: null }, "2.5 s", null],
  [{ durationMs: null, ranMs: null }, "–", null],
])("of %o is shown the tool's own time, and a wait that is known", (call, shown, waited) => {
  expect(callTimes(call)).toMatchObject({ shown, waited });
});

test("a wait is told in words", () => {
  expect(callTimes({ durationMs: 12_200, ranMs: 200 }).explained).toBe(
    "Ran 200 ms, waited 12.0 s: for your permission, or for other calls.",
  );
});
