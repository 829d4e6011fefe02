import { expect, test } from "vitest";
import { lastedMs } from "#contract/session-time.ts";
import { aSummary } from "../web/support/live-state.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 10, minutes)).toISOString();
const now = Date.parse(at(30));
/** Fifteen minutes up to the last activity. */
const session = { ...aSummary(1), startedAt: at(0), durationMs: 15 * 60_000 };

test.each([
  { given: "since its last activity", lastActivityAt: at(20), runningSince: at(10), minutes: 25 },
  { given: "since it was resumed", lastActivityAt: at(5), runningSince: at(28), minutes: 17 },
  { given: "a clock behind", lastActivityAt: at(40), runningSince: at(10), minutes: 15 },
  { given: "of its own accord", lastActivityAt: at(15), runningSince: null, minutes: 30 },
])("an active session goes on: $given", ({ minutes, ...times }) => {
  expect(lastedMs({ ...session, ...times }, now)).toBe(minutes * 60_000);
});

test.each(["paused", "completed", "cancelled"] as const)(
  "a session that is %s does not",
  (status) => {
    expect(lastedMs({ ...session, status, runningSince: null }, now)).toBe(15 * 60_000);
  },
);
