import { isLocalTimezone } from "../config/local-timezone.ts";

const dayMs = 86_400_000;

/** All zones keep to quarters of an hour. */
const quarterMs = 900_000;

/** `2026-11-21` in a time zone. The calendar is asked twice for each day of the logs, and again where a clock changed. */
export function dateFinder(timezone: string): (moment: number) => string {
  const format = isLocalTimezone(timezone) ? localDate : dateIn(timezone);
  const days = new Map<number, Day>();
  return (moment) => {
    const number = Math.floor(moment / dayMs);
    const day = days.get(number) ?? dayOf(number, format);
    days.set(number, day);
    return moment < day.changesAt ? day.first : day.last;
  };
}

function dateIn(timezone: string): (moment: number) => string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (moment) => format.format(moment);
}

function localDate(moment: number): string {
  const date = new Date(moment);
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}

const twoDigits = (count: number) => String(count).padStart(2, "0");

/** A day of UTC: the date at its start, and from when on it is another one in the time zone. */
type Day = { first: string; changesAt: number; last: string };

function dayOf(number: number, format: (moment: number) => string): Day {
  const start = number * dayMs;
  const first = format(start);
  const last = format(start + dayMs - quarterMs);
  // Days change once in 24 hours at most, however a clock is put: the quarter is found by halving.
  let [low, high] = [0, first === last ? 0 : dayMs / quarterMs - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (format(start + middle * quarterMs) === first) low = middle;
    else high = middle;
  }
  return { first, last, changesAt: first === last ? Infinity : start + high * quarterMs };
}
