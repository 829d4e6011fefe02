import type { SessionFilter, SessionSort, SessionSummary } from "#contract/sessions.ts";
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

export const sessionSorts = [
  "-started",
  "started",
  "-cost",
  "cost",
  "-tokens",
  "tokens",
  "-duration",
  "duration",
] as const satisfies SessionSort[];

/** The list's order and filters as they stand in the URL; `from` and `to` are days, both included. */
export type SessionSearch = SessionFilterSearch & { sort?: SessionSort | undefined };

type SessionFilterSearch = { [Key in keyof SessionFilter]?: SessionFilter[Key] | undefined };

export const sessionSearch = (search: Record<string, unknown>): SessionSearch => ({
  project: textOf(search["project"]),
  person: textOf(search["person"]),
  type: oneOf(sessionTypes, search["type"]),
  status: oneOf(sessionStatuses, search["status"]),
  from: dateOf(search["from"]),
  to: dateOf(search["to"]),
  q: textOf(search["q"]),
  sort: oneOf(sessionSorts, search["sort"]),
});

/** Clears the filters and leaves the order. */
export const noFilter: SessionSearch = filtersIn(sessionSearch({}));

function filtersIn(search: SessionSearch): SessionFilterSearch {
  const filters = { ...search };
  delete filters.sort;
  return filters;
}

/** What the API is asked: the same with moments instead of days. */
export function filterOf(search: SessionSearch, timezone: string): SessionFilter {
  const { from, to } = search;
  const filters = filtersIn(search);
  if (!from && !to) return filters;
  return { ...filters, ...momentsOfDays({ from, to }, timezone) };
}

export const isFiltered = (search: SessionSearch) =>
  Object.values(filtersIn(search)).some((value) => value !== undefined);

type Figure = "started" | "cost" | "tokens" | "duration";

/** How a list in this order stands to one of its figures, in ARIA's words. */
export function sortedBy(figure: Figure, sort: SessionSort = "-started") {
  if (sort === figure) return "ascending";
  return sort === `-${figure}` ? "descending" : "none";
}

/** What a click on a head asks for: the greatest first, then the least. The list's own order needs no word in the URL. */
export function nextSort(figure: Figure, sort?: SessionSort): SessionSort | undefined {
  if (sortedBy(figure, sort) === "descending") return figure;
  return figure === "started" ? undefined : `-${figure}`;
}
