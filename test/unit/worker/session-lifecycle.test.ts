import { expect, test } from "vitest";
import { forever, sessionOf, type Stretch } from "#worker/domain/place-event.ts";
import {
  afterVerb,
  beginning,
  durationOf,
  type Lifecycle,
  possibleVerbs,
  type Verb,
  withStart,
  workOf,
} from "#worker/domain/session-lifecycle.ts";

const stretch = (devSessionId: string, fromAt: number, toAt: number): Stretch => ({
  devSessionId,
  personId: "ada",
  projectId: "api",
  fromAt,
  toAt,
});
const stretches = [
  stretch("one", 100, 200),
  stretch("one", 300, 400),
  stretch("two", 400, forever),
];
const home = { devSessionId: "home", isSplitOff: false };

test.each([
  [99, "home"],
  [100, "one"],
  [199, "one"],
  [200, "home"],
  [399, "one"],
  [400, "two"],
  [forever - 1, "two"],
])("what happened at %i belongs to %s", (occurredAt, place) => {
  const event = { personId: "ada", projectId: "api", occurredAt };
  expect(sessionOf(event, home, stretches)).toBe(place);
  expect(sessionOf({ ...event, personId: "bob" }, home, stretches)).toBe("home");
  expect(sessionOf({ ...event, projectId: "" }, home, stretches)).toBe("home");
  expect(sessionOf(event, { ...home, isSplitOff: true }, stretches)).toBe("home");
});

const after = (...steps: [Verb, number][]): Lifecycle =>
  steps.reduce((state, [verb, at]) => afterVerb(state, verb, at), beginning(100));

test("pauses are gaps, and their time is not worked", () => {
  const done = after(["pause", 200], ["resume", 260], ["complete", 300]);
  expect(done).toEqual({
    status: "completed",
    startedAt: 100,
    endedAt: 300,
    periods: [
      { fromAt: 100, toAt: 200 },
      { fromAt: 260, toAt: 300 },
    ],
  });
  expect(workOf(done)).toEqual({ workedMs: 140, runningSince: null });
  expect(workOf(after(["pause", 200], ["resume", 260]))).toEqual({
    workedMs: 100,
    runningSince: 260,
  });
  expect(after(["pause", 200], ["cancel", 250])).toMatchObject({
    status: "cancelled",
    endedAt: 250,
  });
});

test("a clock that runs back shortens nothing", () => {
  const { periods } = after(["pause", 50], ["resume", 20], ["complete", 10]);
  expect(periods).toEqual([
    { fromAt: 100, toAt: 100 },
    { fromAt: 100, toAt: 100 },
  ]);
});

test("a start moves up to the end of the first period and no further", () => {
  const paused = after(["pause", 200]);
  expect(withStart(paused, 40)).toMatchObject({
    startedAt: 40,
    periods: [{ fromAt: 40, toAt: 200 }],
  });
  expect(withStart(paused, 200)).toMatchObject({ startedAt: 200 });
  expect(withStart(paused, 201)).toBeNull();
});

test("what can be done follows from how it stands", () => {
  expect(possibleVerbs("manual", "active")).toEqual(["pause", "complete", "cancel"]);
  expect(possibleVerbs("manual", "paused")).toEqual(["resume", "complete", "cancel"]);
  expect(possibleVerbs("auto", "active")).toEqual(["complete", "cancel"]);
  expect(possibleVerbs("manual", "completed")).toEqual([]);
});

test("a manual session lasts as long as its stretches, up to the last activity", () => {
  const times = { origin: "manual" as const, startedAt: 100, workedMs: 50, lastActivityAt: 400 };
  expect(durationOf({ ...times, runningSince: 350 })).toBe(100);
  expect(durationOf({ ...times, runningSince: 500 })).toBe(50);
  expect(durationOf({ ...times, runningSince: null })).toBe(50);
  expect(durationOf({ ...times, origin: "auto", runningSince: null })).toBe(300);
});
