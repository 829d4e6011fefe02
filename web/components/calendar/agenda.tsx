import { useEffect, useRef } from "react";
import type { CalendarDays } from "#web/lib/calendar-days.ts";
import { countSessions, fullDate, weekdayOf } from "#web/lib/calendar-words.ts";
import { formatDay } from "#web/lib/format.ts";
import { Cost } from "../money.tsx";
import { SkeletonRows } from "../ui/states.tsx";
import { type CalendarParts, MoreButton } from "./day-head.tsx";
import { SessionLine } from "./session-line.tsx";

type AgendaProps = CalendarParts & { days: CalendarDays };

/** The period as a list by day, where there is no room for a grid. */
export function Agenda({ days, ...parts }: AgendaProps) {
  const { first, last, weeks } = days;
  const list = useRef<HTMLDivElement>(null);
  const dates = weeks.flat().filter((date) => date >= first && date <= last);
  const isLoaded = dates.every((date) => parts.dayOf(date));
  const { date } = parts;
  useEffect(() => {
    const start = list.current?.querySelector(`[data-agenda="${date}"]`);
    if (isLoaded && list.current?.offsetParent) start?.scrollIntoView({ block: "nearest" });
  }, [date, isLoaded]);
  const shown = dates.filter((one) => one === date || (parts.dayOf(one)?.sessions ?? 0) > 0);
  return (
    <div ref={list} className="lg:hidden">
      {isLoaded ? (
        shown.map((one) => <AgendaDay key={one} {...parts} day={one} />)
      ) : (
        <SkeletonRows rows={8} />
      )}
    </div>
  );
}

function AgendaDay({ day: date, ...parts }: CalendarParts & { day: string }) {
  const { workspace, timezone, today, onOpen } = parts;
  const day = parts.dayOf(date);
  if (!day) return null;
  const more = day.sessions - day.items.length;
  return (
    <section
      data-agenda={date}
      aria-label={fullDate(date)}
      className="scroll-mt-2 border-b px-4 py-3 last:border-b-0"
    >
      <h3 className="flex items-baseline gap-2 text-sm">
        <button
          type="button"
          className="min-w-0 flex-1 truncate text-left text-base font-medium"
          onClick={() => onOpen(date)}
        >
          {weekdayOf(date)} {formatDay(date)}
          {date === today && <span className="text-accent"> · today</span>}
        </button>
        <span className="text-muted">{countSessions(day.sessions)}</span>
        {day.sessions > 0 && <Cost totals={day.totals} />}
      </h3>
      <ul>
        {day.items.map((item) => (
          <SessionLine key={item.session.id} {...{ workspace, item, timezone }} />
        ))}
      </ul>
      {more > 0 && <MoreButton {...{ date, onOpen }} count={more} />}
    </section>
  );
}
