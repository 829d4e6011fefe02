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
        callApi<TimelinePage>(
          `/api/dev-sessions/${id}/timeline${queryOf({ limit: 300, cursor: pageParam })}`,
          { workspace },
        ),
      initialPageParam: start,
      getNextPageParam: (page) => page.nextCursor,
    }),
};
