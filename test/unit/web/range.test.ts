import { expect, test } from "vitest";
import { dayAfter, dayOf, daysBetween, momentsOf, rangeSearch } from "#web/lib/range.ts";

const today = "2026-11-21";

test("a preset begins at midnight of the workspace's day and is open at the end", () => {
  expect(momentsOf({ range: "7d" }, today, "UTC")).toEqual({
    from: "2026-11-15T00:00:00.000Z",
    to: undefined,
  });
  expect(momentsOf({ range: "7d" }, today, "America/Los_Angeles").from).toBe(
    "2026-11-15T08:00:00.000Z",
  );
  expect(momentsOf({ range: "7d" }, today, "Pacific/Auckland").from).toBe(
    "2026-11-14T11:00:00.000Z",
  );
});

test("without a choice it is 30 days; everything has no bounds", () => {
  expect(momentsOf({}, today, "UTC").from).toBe("2026-10-23T00:00:00.000Z");
  expect(momentsOf({ range: "all" }, today, "UTC")).toEqual({ from: undefined, to: undefined });
});

test("days stand over a preset, and the last one is included", () => {
  const search = { range: "7d", from: "2026-05-01", to: "2026-05-03" } as const;
  expect(momentsOf(search, today, "Europe/Berlin")).toEqual({
    from: "2026-04-30T22:00:00.000Z",
    to: "2026-05-03T22:00:00.000Z",
  });
  expect(momentsOf({ to: "2026-12-31" }, today, "UTC")).toEqual({
    from: undefined,
    to: "2027-01-01T00:00:00.000Z",
  });
});

const hoursOf = (day: string) => {
  const { from, to } = momentsOf({ from: day, to: day }, today, "Europe/Berlin");
  return (Date.parse(to ?? "") - Date.parse(from ?? "")) / 3_600_000;
};

test("the days on which clocks change have 23 and 25 hours", () => {
  expect(hoursOf("2026-03-29")).toBe(23);
  expect(hoursOf("2026-10-25")).toBe(25);
  expect(hoursOf("2026-10-26")).toBe(24);
});

test("a preset across a change of clocks still begins at midnight", () => {
  expect(momentsOf({ range: "7d" }, "2026-10-27", "Europe/Berlin").from).toBe(
    "2026-10-20T22:00:00.000Z",
  );
});

test("a moment's day is the time zone's", () => {
  const late = Date.parse("2026-11-21T23:30:00Z");
  expect(dayOf(late, "UTC")).toBe("2026-11-21");
  expect(dayOf(late, "Europe/Berlin")).toBe("2026-11-22");
  expect(dayOf(late, "America/New_York")).toBe("2026-11-21");
});

test("days follow each other over the ends of months, by ones or by weeks", () => {
  expect(daysBetween("2028-02-28", "2028-03-01")).toEqual([
    "2028-02-28",
    "2028-02-29",
    "2028-03-01",
  ]);
  expect(daysBetween("2026-11-02", "2026-11-17", 7)).toEqual([
    "2026-11-02",
    "2026-11-09",
    "2026-11-16",
  ]);
  expect(daysBetween("2026-11-02", "2026-11-01")).toEqual([]);
  expect(dayAfter("2026-12-28", 6)).toBe("2027-01-03");
});

test("what does not fit in the URL counts as not given", () => {
  expect(rangeSearch({ range: "90d", from: "2026-02-28", to: "2026-02-30" })).toEqual({
    range: "90d",
    from: "2026-02-28",
    to: undefined,
  });
  expect(rangeSearch({ range: "1y", from: 20_260_228, to: "28.2.2026" })).toEqual({
    range: undefined,
    from: undefined,
    to: undefined,
  });
});
