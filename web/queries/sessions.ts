import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  SessionDetail,
  SessionFilter,
  SessionPage,
  SessionSort,
  SessionStats,
  SessionSummary,
  TimelinePage,
} from "#contract/sessions.ts";
import { callApi, queryOf } from "#web/lib/api.ts";

type ActiveSessions = { items: SessionSummary[] };
const start: string | null = null;

export const sessionQueries = {
  all: (workspace: string) => ["w", workspace, "sessions"],
  list: (
    workspace: string,
    filter: SessionFilter,
    part: { limit?: number; sort?: SessionSort } = {},
  ) =>
    infiniteQueryOptions({
      queryKey: [...sessionQueries.all(workspace), "list", filter, part],
      queryFn: ({ pageParam }: { pageParam: string | null }) =>
        callApi<SessionPage>(
          `/api/dev-sessions${queryOf({ ...filter, limit: 50, ...part, cursor: pageParam })}`,
          { workspace },
        ),
      initialPageParam: start,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  stats: (workspace: string, filter: SessionFilter) =>
    queryOptions({
      queryKey: [...sessionQueries.all(workspace), "stats", filter],
      queryFn: () =>
        callApi<SessionStats>(`/api/dev-sessions/stats${queryOf(filter)}`, { workspace }),
      placeholderData: keepPreviousData,
    }),
  active: (workspace: string) =>
    queryOptions({
      queryKey: [...sessionQueries.all(workspace), "active"],
      queryFn: () => callApi<ActiveSessions>("/api/dev-sessions/active", { workspace }),
    }),
  detail: (workspace: string, id: string) =>
    queryOptions({
      queryKey: [...sessionQueries.all(workspace), "detail", id],
      queryFn: () => callApi<SessionDetail>(`/api/dev-sessions/${id}`, { workspace }),
    }),
  timeline: (workspace: string, id: string) =>
    infiniteQueryOptions({
      queryKey: [...sessionQueries.all(workspace), "timeline", id],
      queryFn: ({ pageParam }: { pageParam: string | null }) =>
        readTimelinePage(workspace, id, pageParam),
      initialPageParam: start,
      getNextPageParam: (page) => page.nextCursor,
      // To compare twenty thousand items with those of before takes longer than to draw the few that are seen.
      structuralSharing: false,
    }),
};

/** The first page is there at once; the others are as few as may be. */
const timelineLimits = { first: 200, next: 1_000 };

/** The part of a timeline that begins behind a cursor. */
export const readTimelinePage = (workspace: string, id: string, cursor: string | null) =>
  callApi<TimelinePage>(
    `/api/dev-sessions/${id}/timeline${queryOf({
      limit: cursor === null ? timelineLimits.first : timelineLimits.next,
      cursor,
    })}`,
    { workspace },
  );
