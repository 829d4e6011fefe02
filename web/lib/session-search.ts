import type { SessionFilter, SessionSummary } from "#contract/sessions.ts";
import { momentsOfDays } from "./range.ts";
import { dateOf, oneOf, textOf } from "./search.ts";

export const sessionTypes = [
  "feature",
  "bugfix",
  "refactor",
  "research",
  "deployment",
] as const satisfies SessionSummary["type"][];

export const sessionStatuses = [
  "active",
  "paused",
  "completed",
  "cancelled",
] as const satisfies SessionSummary["status"][];

/** The list's filters as they stand in the URL; `from` and `to` are days, both included. */
export type SessionSearch = { [Key in keyof SessionFilter]?: SessionFilter[Key] | undefined };

export const sessionSearch = (search: Record<string, unknown>): SessionSearch => ({
  project: textOf(search["project"]),
  person: textOf(search["person"]),
  type: oneOf(sessionTypes, search["type"]),
  status: oneOf(sessionStatuses, search["status"]),
  from: dateOf(search["from"]),
  to: dateOf(search["to"]),
  q: textOf(search["q"]),
});

export const noFilter = sessionSearch({});

/** What the API is asked: the same with moments instead of days. */
export function filterOf(search: SessionSearch, timezone: string): SessionFilter {
  const { from, to } = search;
  if (!from && !to) return search;
  return { ...search, ...momentsOfDays({ from, to }, timezone) };
}

export const isFiltered = (search: SessionSearch) =>
  Object.values(search).some((value) => value !== undefined);
