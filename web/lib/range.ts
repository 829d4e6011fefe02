import { TZDate } from "@date-fns/tz";
import { addDays, format, startOfDay } from "date-fns";
import { z } from "zod";

export const rangeNames = ["7d", "30d", "90d", "all"] as const;
export type RangeName = (typeof rangeNames)[number];

/** A range in the URL; `from` and `to` are days, both included, and stand over the name. */
export const rangeSearch = z.object({
  range: z.enum(rangeNames).optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
});
export type RangeSearch = z.infer<typeof rangeSearch>;

const daysOf: Record<Exclude<RangeName, "all">, number> = { "7d": 7, "30d": 30, "90d": 90 };

/** Moments for the API; `from` is undefined for everything. `to` is exclusive. */
export type MomentRange = { from: string | undefined; to: string | undefined };

export function momentsOf(search: RangeSearch, now: number, timezone: string): MomentRange {
  if (search.from ?? search.to) {
    return {
      from: search.from && startOf(search.from, timezone),
      to: search.to && startOf(search.to, timezone, 1),
    };
  }
  const name = search.range ?? "30d";
  if (name === "all") return { from: undefined, to: undefined };
  const today = startOfDay(new TZDate(now, timezone));
  return { from: iso(addDays(today, 1 - daysOf[name])), to: undefined };
}

/** The start of a day of the time zone, or of one some days later. */
function startOf(date: string, timezone: string, later = 0): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return iso(new TZDate(year, month - 1, day + later, timezone));
}

const iso = (moment: Date) => new Date(moment.getTime()).toISOString();

/** All days from the first to the last one, both `2026-11-21`. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  let at = new Date(`${first}T00:00:00Z`);
  const end = new Date(`${last}T00:00:00Z`);
  while (at <= end && days.length < 4_000) {
    days.push(at.toISOString().slice(0, 10));
    at = new Date(at.getTime() + 86_400_000);
  }
  return days;
}

/** A moment's day in a time zone. */
export const dayOf = (moment: number, timezone: string) =>
  format(new TZDate(moment, timezone), "yyyy-MM-dd");
