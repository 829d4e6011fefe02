import type { SessionOfDay } from "#contract/session-days.ts";
import type { CalendarDays, CalendarView } from "./calendar-days.ts";
import { dateFormat } from "./date-format.ts";
import { counted, formatTokens, shortModel } from "./format.ts";

const inUtc = (options: Intl.DateTimeFormatOptions) =>
  dateFormat("en-GB", { ...options, timeZone: "UTC" });

/** `Mon` of a date. */
export const weekdayOf = (date: string) => inUtc({ weekday: "short" }).format(new Date(date));

/** `Monday, 16 November 2026` of a date. */
export const fullDate = (date: string) => inUtc({ dateStyle: "full" }).format(new Date(date));

/** `November 2026`, `16–22 November 2026`. */
export function periodName(view: CalendarView, { first, last }: CalendarDays): string {
  const month = { month: "long", year: "numeric" } as const;
  if (view === "month") return inUtc(month).format(new Date(first));
  return inUtc({ ...month, day: "numeric" }).formatRange(new Date(first), new Date(last));
}

/** `09:05` in the workspace's time zone. */
export const clockOf = (iso: string, timeZone: string) =>
  dateFormat("en-GB", { timeStyle: "short", timeZone }).format(new Date(iso));

/** `09:05–10:40`, up to midnight `21:10–24:00`; one moment where it was one. */
export function stretchOf({ from, to }: Pick<SessionOfDay, "from" | "to">, timezone: string) {
  const [start, clock] = [clockOf(from, timezone), clockOf(to, timezone)];
  const end = clock === "00:00" && to > from ? "24:00" : clock;
  return start === end ? start : `${start}–${end}`;
}

/** Whether the session also worked on other days. */
export const isPart = ({ session, from, to }: SessionOfDay) =>
  Date.parse(from) > Date.parse(session.startedAt) ||
  Date.parse(to) < Date.parse(session.lastActivityAt);

type Told = { timezone: string; money: (nanoUsd: number) => string };

/** Everything that the calendar shows of a session, for whoever hears it. */
export function sayItem(item: SessionOfDay, { timezone, money }: Told): string {
  const { session, tokens } = item;
  return [
    session.title,
    `${session.type}, ${session.status}`,
    stretchOf(item, timezone),
    costOf(item, money),
    `${formatTokens(tokens)} tokens`,
    shortModel(session.lastModel),
  ].join(", ");
}

/** What it came to on the day; where none of it has a price, the word for that. */
export function costOf({ session, costNanoUsd }: SessionOfDay, money: Told["money"]): string {
  const { events, unpricedEvents, lowerBoundEvents } = session.totals;
  if (unpricedEvents === events) return "unpriced";
  return (unpricedEvents + lowerBoundEvents > 0 ? "≥ " : "") + money(costNanoUsd);
}

export const countSessions = (count: number) => counted(count, "session");
