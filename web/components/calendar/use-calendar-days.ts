import { useQuery } from "@tanstack/react-query";
import type { SessionDay, SessionDays } from "#contract/session-days.ts";
import type { CalendarDays, CalendarView } from "#web/lib/calendar-days.ts";
import type { CalendarFilter } from "#web/lib/calendar-search.ts";
import { sessionDayQueries } from "#web/queries/session-days.ts";

type Asked = {
  workspace: string;
  view: CalendarView;
  days: CalendarDays;
  filter: CalendarFilter;
  today: string;
};

/** What fits into a day's cell, and what could still be told apart in a day's column. */
const limits = { month: 3, week: 40 };

/** The period's days, of which the present one is live. */
export function useCalendarDays({ workspace, view, days: { first, last }, filter, today }: Asked) {
  const asked = { ...filter, limit: limits[view] };
  const period = useQuery(sessionDayQueries.period(workspace, { ...asked, from: first, to: last }));
  const hasToday = first <= today && today <= last;
  const present = useQuery({
    ...sessionDayQueries.day(workspace, today, asked),
    enabled: hasToday,
  });
  const known = [...(period.data?.days ?? []), ...((hasToday && present.data?.days) || [])];
  // Of the present day the later one stands.
  const byDate = new Map(known.map((day) => [day.date, day]));
  return {
    error: period.error,
    refetch: () => void period.refetch(),
    dayOf: (date: string): SessionDay | undefined => byDate.get(date),
    figures: figuresOf(period.data, { first, last, days: [...byDate.values()] }),
  };
}

type Shown = { first: string; last: string; days: SessionDay[] };

/** The period's own figures; nothing while another one's days are still there. */
function figuresOf(period: SessionDays | undefined, { first, last, days }: Shown) {
  const isIt = period?.days[0]?.date === first && period.days.at(-1)?.date === last;
  return isIt ? { sessions: period.sessions, days } : null;
}
