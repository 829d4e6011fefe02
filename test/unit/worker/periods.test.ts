import { TZDate } from "@date-fns/tz";
import { format } from "date-fns";
import { expect, test } from "vitest";
import { bucketFinder, periodAt, periodNames } from "#worker/domain/periods.ts";

const hour = 3_600_000;
const year = { from: Date.UTC(2026, 0, 1), hours: 366 * 24 };

/** Whole, half and quarter hours, changes at two o'clock, at midnight, and of half an hour. */
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Santiago",
  "Africa/Cairo",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
];

test.each(zones)("every hour of a year in %s is in the bucket of its own day", (timezone) => {
  const hours = Array.from({ length: year.hours }, (_, nth) => year.from + nth * hour);
  const days = hours.map(bucketFinder("day", timezone));
  expect(days.map(({ date }) => date)).toEqual(hours.map((moment) => dayOf(moment, timezone)));

  for (const name of ["hour", "day", "week", "month"] as const) {
    const buckets = hours.map(bucketFinder(name, timezone));
    const starts = buckets.map(({ at }) => at);
    expect(starts.filter((at, nth) => at > (hours[nth] ?? 0))).toEqual([]);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    const names = new Set(buckets.map(({ date }) => date));
    if (name !== "hour") expect(names.size).toBe(new Set(starts).size);
  }
});

test.each(zones)(
  "periods of %s begin with their first day and follow on the ones before",
  (timezone) => {
    for (let nth = 0; nth < year.hours; nth += 23) {
      const now = year.from + nth * hour;
      for (const name of periodNames) {
        const { from, to, previous } = periodAt(name, now, timezone);
        expect(from).toBeLessThanOrEqual(now);
        expect(to).toBe(now + 1);
        expect(previous.from).toBeLessThan(previous.to);
        expect(previous.to).toBeLessThanOrEqual(from);
        expect(dayOf(from, timezone)).not.toBe(dayOf(from - 1, timezone));
        expect(dayOf(previous.from, timezone)).not.toBe(dayOf(previous.from - 1, timezone));
      }
      expect(dayOf(periodAt("today", now, timezone).from, timezone)).toBe(dayOf(now, timezone));
    }
  },
);

const dayOf = (moment: number, timezone: string) =>
  format(new TZDate(moment, timezone), "yyyy-MM-dd");
