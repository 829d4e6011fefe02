import { describe, expect, test } from "vitest";
import { calendarDays, dayByKey, firstWeekday, periodAfter } from "#web/lib/calendar-days.ts";
import { calendarSearch } from "#web/lib/calendar-search.ts";
import { periodName, stretchOf } from "#web/lib/calendar-words.ts";
import { placeStretches } from "#web/lib/week-lanes.ts";

const at = (start: number, end: number) => ({ start: start * 60, end: end * 60 });
const lanesOf = (...stretches: { start: number; end: number }[]) => {
  const { placed, left } = placeStretches(stretches);
  const lanes = placed.map(({ start, lane, lanes: of }) => `${start / 60}: ${lane + 1}/${of}`);
  return left > 0 ? [...lanes, `${left} left`] : lanes;
};

const told = (from: string, to: string) =>
  stretchOf({ from: `2026-06-01T${from}Z`, to: `2026-06-0${to}Z` }, "Europe/Berlin");

const nameOf = (view: "month" | "week", date: string) =>
  periodName(view, calendarDays(view, date, 1)).replaceAll(/\s?–\s?/g, "–");

describe("the days of a period", () => {
  test("of a month are in whole weeks, which begin where the locale has it", () => {
    const fromMonday = calendarDays("month", "2026-02-17", 1);
    expect(fromMonday).toMatchObject({ first: "2026-02-01", last: "2026-02-28" });
    expect(fromMonday.weeks.map((week) => [week[0], week.length])).toEqual([
      ["2026-01-26", 7],
      ["2026-02-02", 7],
      ["2026-02-09", 7],
      ["2026-02-16", 7],
      ["2026-02-23", 7],
    ]);
    // February 2026 begins on a Sunday and has four weeks.
    expect(calendarDays("month", "2026-02-17", 0).weeks).toHaveLength(4);
  });

  test("of a week are seven, over months and years", () => {
    expect(calendarDays("week", "2027-01-01", 1)).toMatchObject({
      first: "2026-12-28",
      last: "2027-01-03",
    });
    expect(calendarDays("week", "2027-01-03", 0).first).toBe("2027-01-03");
    expect(calendarDays("week", "2027-01-02", 6).first).toBe("2027-01-02");
  });

  test.each([
    ["en-GB", 1],
    ["de", 1],
    ["en-US", 0],
    ["ar-EG", 6],
  ])("begin in %s with day %i", (language, day) => {
    expect(firstWeekday(language)).toBe(day);
  });

  test("have a name", () => {
    expect(nameOf("month", "2026-11-16")).toBe("November 2026");
    expect(nameOf("week", "2026-11-16")).toBe("16–22 November 2026");
    expect(nameOf("week", "2026-12-31")).toBe("28 December 2026–3 January 2027");
  });

  test("lead to others: the 31st to the last day of a shorter month", () => {
    expect(periodAfter("month", "2026-01-31", 1)).toBe("2026-02-28");
    expect(periodAfter("week", "2026-01-31", -1)).toBe("2026-01-24");
  });
});

test.each([
  ["ArrowLeft", "2026-02-28", "2026-02-28"],
  ["ArrowRight", "2026-03-02", "2026-03-02"],
  ["ArrowUp", "2026-02-22", undefined],
  ["ArrowDown", "2026-03-08", undefined],
  ["Home", "2026-02-23", "2026-02-23"],
  ["End", "2026-03-01", "2026-03-01"],
  ["PageUp", "2026-02-01", "2026-02-22"],
  ["PageDown", "2026-04-01", "2026-03-08"],
  ["Enter", undefined, undefined],
])("%s leads from the 1st of March to %s, in a week to %s", (key, inMonth, inWeek) => {
  const from = (view: "month" | "week") => dayByKey(key, "2026-03-01", { view, weekStartsOn: 1 });
  expect([from("month"), from("week")]).toEqual([inMonth, inWeek]);
});

describe("sessions of a day", () => {
  test("stand side by side only where they overlap", () => {
    expect(lanesOf(at(9, 10), at(11, 12))).toEqual(["9: 1/1", "11: 1/1"]);
    expect(lanesOf(at(9, 12), at(10, 11), at(11, 13), at(13, 14))).toEqual([
      "9: 1/2",
      "10: 2/2",
      "11: 2/2",
      "13: 1/1",
    ]);
  });

  test("that were short are as long as they are drawn", () => {
    expect(lanesOf(at(9, 9), at(9.25, 9.25), at(9.5, 9.5))).toEqual([
      "9: 1/2",
      "9.25: 2/2",
      "9.5: 1/2",
    ]);
  });

  test("are as many side by side as can be told apart", () => {
    const many = Array.from({ length: 11 }, () => at(9, 10));
    expect(lanesOf(...many)).toHaveLength(9);
    expect(lanesOf(...many).at(-1)).toBe("3 left");
  });

  test("say when they worked, on the workspace's clock", () => {
    expect(told("07:05:00", "1T08:40:30")).toBe("09:05–10:40");
    expect(told("07:05:00", "1T07:05:20")).toBe("09:05");
    expect(told("19:00:00", "1T22:00:00")).toBe("21:00–24:00");
  });
});

test("what does not fit into the URL counts as not given", () => {
  expect(calendarSearch({ view: "year", date: "2026-02-30", type: "fun", project: 7 })).toEqual({
    view: undefined,
    date: undefined,
    open: undefined,
    project: "7",
    person: undefined,
    type: undefined,
  });
});
