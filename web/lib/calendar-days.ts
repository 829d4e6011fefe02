import { TZDate } from "@date-fns/tz";
import {
  addDays,
  addMonths,
  addWeeks,
  eachDayOfInterval,
  endOfMonth,
  endOfWeek,
  startOfMonth,
  startOfWeek,
} from "date-fns";

/* Days are dates, `2026-11-16`. The calendar is reckoned in UTC, where each of them has its midnight. */

export type CalendarView = "month" | "week";
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const at = (date: string) => new TZDate(`${date}T00:00:00Z`, "UTC");
const dateOf = (moment: Date) => moment.toISOString().slice(0, 10);

type LocaleWithWeek = Intl.Locale & {
  weekInfo?: { firstDay: number };
  getWeekInfo?: () => { firstDay: number };
};

/** The day that weeks begin with where this language is spoken, 0 for Sunday; Monday where nobody says. */
export function firstWeekday(language: string): Weekday {
  const locale: LocaleWithWeek = new Intl.Locale(language);
  const firstDay = (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
  return weekdays.find((day) => day === firstDay % 7) ?? 1;
}

const weekdays: Weekday[] = [0, 1, 2, 3, 4, 5, 6];

/** The days that are shown: those of the period, in whole weeks. */
export type CalendarDays = { first: string; last: string; weeks: string[][] };

export function calendarDays(
  view: CalendarView,
  date: string,
  weekStartsOn: Weekday,
): CalendarDays {
  const start = view === "month" ? startOfMonth(at(date)) : startOfWeek(at(date), { weekStartsOn });
  const end = view === "month" ? endOfMonth(start) : endOfWeek(start, { weekStartsOn });
  const days = eachDayOfInterval({
    start: startOfWeek(start, { weekStartsOn }),
    end: endOfWeek(end, { weekStartsOn }),
  }).map(dateOf);
  const weeks = Array.from({ length: days.length / 7 }, (_, nth) =>
    days.slice(nth * 7, nth * 7 + 7),
  );
  return { first: dateOf(start), last: dateOf(end), weeks };
}

/** The same day some periods later; the 31st of a month is the last day of a shorter one. */
export const periodAfter = (view: CalendarView, date: string, count: number) =>
  dateOf(view === "month" ? addMonths(at(date), count) : addWeeks(at(date), count));

/** Where a key leads from a day, and undefined where it leads nowhere. */
export function dayByKey(key: string, date: string, { view, weekStartsOn }: KeyContext) {
  const from = at(date);
  const steps: Record<string, () => Date> = {
    ArrowLeft: () => addDays(from, -1),
    ArrowRight: () => addDays(from, 1),
    Home: () => startOfWeek(from, { weekStartsOn }),
    End: () => endOfWeek(from, { weekStartsOn }),
    // In a week they move among the sessions of a day.
    ...(view === "month" && {
      ArrowUp: () => addDays(from, -7),
      ArrowDown: () => addDays(from, 7),
    }),
  };
  if (key === "PageUp") return periodAfter(view, date, -1);
  if (key === "PageDown") return periodAfter(view, date, 1);
  const step = steps[key];
  return step && dateOf(step());
}

type KeyContext = { view: CalendarView; weekStartsOn: Weekday };
