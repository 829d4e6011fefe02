import type { SessionFilter } from "#contract/sessions.ts";
import type { CalendarView } from "./calendar-days.ts";
import { dateOf, oneOf, textOf } from "./search.ts";
import { sessionTypes } from "./session-search.ts";

const views = ["month", "week"] as const satisfies CalendarView[];

/** What the calendar shows, as it stands in the URL: the period that holds `date`, and `open`, a day shown whole. */
export type CalendarSearch = {
  view?: CalendarView | undefined;
  date?: string | undefined;
  open?: string | undefined;
  project?: string | undefined;
  person?: string | undefined;
  type?: SessionFilter["type"] | undefined;
};

export const calendarSearch = (search: Record<string, unknown>): CalendarSearch => ({
  view: oneOf(views, search["view"]),
  date: dateOf(search["date"]),
  open: dateOf(search["open"]),
  project: textOf(search["project"]),
  person: textOf(search["person"]),
  type: oneOf(sessionTypes, search["type"]),
});

export type CalendarFilter = Pick<CalendarSearch, "project" | "person" | "type">;

export const filterOf = ({ project, person, type }: CalendarSearch): CalendarFilter => ({
  project,
  person,
  type,
});

export const noFilter: CalendarFilter = { project: undefined, person: undefined, type: undefined };

export const isFiltered = (search: CalendarSearch) =>
  Object.values(filterOf(search)).some((value) => value !== undefined);
