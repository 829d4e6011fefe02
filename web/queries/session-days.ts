import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { SessionDays } from "#contract/session-days.ts";
import { callApi, queryOf } from "#web/lib/api.ts";
import type { CalendarFilter } from "#web/lib/calendar-search.ts";
import { sessionQueries } from "./sessions.ts";

/** Days, both included, and how many sessions of each. */
export type DaysAsked = CalendarFilter & { from: string; to: string; limit: number };

const daysQuery = (workspace: string, name: "days" | "day", asked: DaysAsked) =>
  queryOptions({
    queryKey: [...sessionQueries.all(workspace), name, asked],
    queryFn: () =>
      callApi<SessionDays>(`/api/dev-sessions/by-date-range${queryOf(asked)}`, { workspace }),
    placeholderData: keepPreviousData,
  });

export const sessionDayQueries = {
  /** A period. What is live in it is in its present day; the rest seldom moves, and is fetched again more rarely. */
  period: (workspace: string, asked: DaysAsked) => daysQuery(workspace, "days", asked),
  day: (workspace: string, date: string, { limit, ...filter }: Omit<DaysAsked, "from" | "to">) =>
    daysQuery(workspace, "day", { from: date, to: date, limit, ...filter }),
};
