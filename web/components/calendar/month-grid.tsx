import { clsx } from "clsx";
import type { CalendarDays } from "#web/lib/calendar-days.ts";
import { weekdayOf } from "#web/lib/calendar-words.ts";
import { Skeleton } from "../ui/states.tsx";
import { type CalendarParts, DayHead, MoreButton } from "./day-head.tsx";
import { SessionChip } from "./session-link.tsx";

const row = "grid grid-cols-7";

type MonthGridProps = CalendarParts & { days: CalendarDays };

/** A month as weeks below each other; days of the months beside it stand there without their sessions. */
export function MonthGrid({ days: { first, last, weeks }, ...parts }: MonthGridProps) {
  const [week = []] = weeks;
  return (
    <div role="grid" aria-label="Month" className="hidden lg:block">
      <div role="row" className={row}>
        {week.map((date) => (
          <div key={date} role="columnheader" className="px-2 py-2 text-sm font-medium text-muted">
            {weekdayOf(date)}
          </div>
        ))}
      </div>
      {weeks.map((dates) => (
        <div key={dates[0]} role="row" className={row}>
          {dates.map((date) => (
            <div
              key={date}
              role="gridcell"
              className="min-h-32 min-w-0 border-t border-l p-1 first:border-l-0"
            >
              {date >= first && date <= last ? (
                <DayCell {...parts} day={date} />
              ) : (
                <p className="p-1 text-sm text-faint">
                  <span className="grid size-6 place-items-center">{Number(date.slice(8))}</span>
                </p>
              )}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function DayCell({ day: date, ...parts }: CalendarParts & { day: string }) {
  const { workspace, timezone, today, dayOf, onOpen } = parts;
  const day = dayOf(date);
  const isReachable = date === parts.date;
  const more = day ? day.sessions - day.items.length : 0;
  return (
    <div className={clsx("grid grid-cols-1 gap-0.5", date > today && "text-muted")}>
      <DayHead
        {...{ date, day, today, isReachable, onOpen }}
        label={String(Number(date.slice(8)))}
      />
      {!day && date <= today && <Skeleton className="h-6" />}
      {day?.items.map((item) => (
        <SessionChip key={item.session.id} {...{ workspace, item, timezone, isReachable }} />
      ))}
      {more > 0 && <MoreButton {...{ date, isReachable, onOpen }} count={more} />}
    </div>
  );
}
