import type { SessionDay } from "#contract/session-days.ts";
import { countSessions, fullDate } from "#web/lib/calendar-words.ts";
import { Cost } from "../money.tsx";

/** What all parts of a calendar need to draw its days. */
export type CalendarParts = {
  workspace: string;
  timezone: string;
  today: string;
  /** The day that the keyboard stands on. */
  date: string;
  /** What is known of each day; nothing of one that is still on its way. */
  dayOf: (date: string) => SessionDay | undefined;
  onOpen: (date: string) => void;
};

type DayHeadProps = Pick<CalendarParts, "today" | "onOpen"> & {
  date: string;
  day: SessionDay | undefined;
  isReachable: boolean;
  label: string;
};

/** A day's name and what it came to; opens it. */
export function DayHead({ date, day, today, isReachable, label, onOpen }: DayHeadProps) {
  const isToday = date === today;
  const circle = isToday ? "bg-accent font-semibold text-on-accent" : "font-medium";
  const told = [fullDate(date), isToday && "today", day && countSessions(day.sessions)];
  return (
    <button
      type="button"
      data-day={date}
      tabIndex={isReachable ? 0 : -1}
      aria-current={isToday ? "date" : undefined}
      className="flex w-full min-w-0 items-center justify-between gap-2 rounded-md p-1 text-sm hover:bg-raised"
      onClick={() => onOpen(date)}
    >
      <span
        className={`grid h-6 min-w-6 shrink-0 place-items-center rounded-full px-1.5 ${circle}`}
      >
        {label}
      </span>
      <span className="sr-only"> {told.filter(Boolean).join(", ")} </span>
      {day && day.sessions > 0 && (
        <span className="truncate text-muted">
          <Cost totals={day.totals} />
        </span>
      )}
    </button>
  );
}

type MoreProps = Pick<CalendarParts, "onOpen"> & {
  date: string;
  count: number;
  isReachable?: boolean;
};

/** What had no room; opens the day. */
export const MoreButton = ({ date, count, isReachable = true, onOpen }: MoreProps) => (
  <button
    type="button"
    tabIndex={isReachable ? 0 : -1}
    aria-label={`${count} more on ${fullDate(date)}`}
    className="h-5 rounded-md px-1.5 text-left text-xs text-muted hover:bg-raised hover:text-text"
    onClick={() => onOpen(date)}
  >
    +{count} more
  </button>
);
