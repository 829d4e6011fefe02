import { TZDate } from "@date-fns/tz";
import {
  addDays,
  addHours,
  addMonths,
  addWeeks,
  eachDayOfInterval,
  format,
  startOfDay,
  startOfMonth,
  startOfWeek,
} from "date-fns";
import { hourOf } from "./ledger-changes.ts";

/** `to` is exclusive; Unix milliseconds. */
export type Range = { from: number; to: number };
export type PeriodName = "today" | "week" | "month";

/** A period of the workspace's calendar up to now, and the same stretch of the one before it. */
export type Period = Range & { previous: Range };

export const periodNames: PeriodName[] = ["today", "week", "month"];

/**
 * Today, this week (from Monday) or this month in a time zone. Sums come from UTC hours, so in zones with half or
 * quarter hours the hour over midnight counts to the day it begins in.
 */
export function periodAt(name: PeriodName, now: number, timezone: string): Period {
  const from = startOf[name](new TZDate(now, timezone)).getTime();
  // Not a day back from the start: where clocks change at midnight, a day begins at one.
  const previousFrom = startOf[name](new TZDate(from - 1, timezone)).getTime();
  return {
    from,
    to: now + 1,
    previous: { from: previousFrom, to: Math.min(previousFrom + (now - from) + 1, from) },
  };
}

const startOf: Record<PeriodName, (moment: TZDate) => Date> = {
  today: (moment) => startOfDay(moment),
  week: (moment) => startOfWeek(moment, { weekStartsOn: 1 }),
  month: (moment) => startOfMonth(moment),
};

export type BucketName = "hour" | "day" | "week" | "month";

const bucketStart: Record<BucketName, (moment: TZDate) => Date> = {
  // The sums' own hour: the calendar's comes twice on the day that summer time ends.
  hour: (moment) => new TZDate(hourOf(moment.getTime()), moment.timeZone),
  day: (moment) => startOfDay(moment),
  week: (moment) => startOfWeek(moment, { weekStartsOn: 1 }),
  month: (moment) => startOfMonth(moment),
};

const nextBucket: Record<BucketName, (moment: Date) => Date> = {
  hour: (moment) => addHours(moment, 1),
  day: (moment) => addDays(moment, 1),
  week: (moment) => addWeeks(moment, 1),
  month: (moment) => addMonths(moment, 1),
};

/** A bucket's start, and its first day in the time zone, `2026-11-21`. */
export type Bucket = { at: number; date: string };

/**
 * Finds the bucket of a moment. Made for ascending moments: the calendar is asked once for each bucket, not for each
 * moment.
 */
export function bucketFinder(name: BucketName, timezone: string): (moment: number) => Bucket {
  let current: (Bucket & { end: number }) | undefined;
  return (moment) => {
    if (!current || moment < current.at || moment >= current.end) {
      const start = bucketStart[name](new TZDate(moment, timezone));
      const next = new TZDate(nextBucket[name](start).getTime(), timezone);
      const end = bucketStart[name](next).getTime();
      current = { at: start.getTime(), date: format(start, "yyyy-MM-dd"), end };
    }
    return { at: current.at, date: current.date };
  };
}

/** A day of the calendar in a time zone. `to` is exclusive. */
export type Day = Range & { date: string };

/** The days from the first to the last one, both included. Where clocks change at midnight, one begins at one. */
export function calendarDays(first: string, last: string, timezone: string): Day[] {
  const interval = { start: noonOf(first, timezone), end: noonOf(last, timezone) };
  return eachDayOfInterval(interval).map((day) => {
    const date = format(day, "yyyy-MM-dd");
    const from = startOfDay(noonOf(date, timezone)).getTime();
    return { date, from, to: startOfDay(addDays(noonOf(date, timezone), 1)).getTime() };
  });
}

/** A moment that every day has, whatever its clocks do. */
function noonOf(date: string, timezone: string): TZDate {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return new TZDate(year, month - 1, day, 12, timezone);
}
