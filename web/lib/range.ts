import { TZDate } from "@date-fns/tz";
import { dateFormat } from "./date-format.ts";
import { dateOf, oneOf } from "./search.ts";

export const rangeNames = ["7d", "30d", "90d", "all"] as const;
export type RangeName = (typeof rangeNames)[number];

/** A range in the URL; `from` and `to` are days, both included, and stand over the name. */
export type RangeSearch = {
  range?: RangeName | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

export const rangeSearch = (search: Record<string, unknown>): RangeSearch => ({
  range: oneOf(rangeNames, search["range"]),
  from: dateOf(search["from"]),
  to: dateOf(search["to"]),
});

const daysOf: Record<Exclude<RangeName, "all">, number> = { "7d": 7, "30d": 30, "90d": 90 };

/** Moments for the API; `from` is undefined for everything. `to` is exclusive. */
export type MomentRange = { from: string | undefined; to: string | undefined };

export function momentsOf(search: RangeSearch, today: string, timezone: string): MomentRange {
  if (search.from ?? search.to) return momentsOfDays(search, timezone);
  const name = search.range ?? "30d";
  const from = name === "all" ? undefined : dayAfter(today, 1 - daysOf[name]);
  return momentsOfDays({ from }, timezone);
}

/** From the start of the first day to the end of the last one, in the time zone. */
export const momentsOfDays = (
  { from, to }: Pick<RangeSearch, "from" | "to">,
  timezone: string,
): MomentRange => ({
  from: from && startOf(from, timezone),
  to: to && startOf(dayAfter(to, 1), timezone),
});

function startOf(date: string, timezone: string): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return new Date(new TZDate(year, month - 1, day, timezone).getTime()).toISOString();
}

const dayMs = 86_400_000;

/** A day some days after another, both `2026-11-21`. */
export const dayAfter = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** More bars than that help nobody, and a mangled URL must not make a million. */
const mostDays = 4_000;

/** The days from the first to the last one, all or every so many. */
export function daysBetween(first: string, last: string, every = 1): string[] {
  const days: string[] = [];
  for (let day = first; day <= last && days.length < mostDays; day = dayAfter(day, every)) {
    days.push(day);
  }
  return days;
}

/** A moment's day in a time zone, `2026-11-21`. */
export const dayOf = (moment: number, timeZone: string) =>
  // Sweden writes dates as ISO does.
  dateFormat("sv-SE", { dateStyle: "short", timeZone }).format(moment);
