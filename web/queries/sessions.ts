import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import {
  sessionDetail,
  type SessionFilter,
  sessionPage,
  sessionStats,
  sessionSummary,
  timelinePage,
} from "#contract/sessions.ts";
import { callApi, queryOf } from "#web/lib/api.ts";

const activeSessions = z.object({ items: z.array(sessionSummary) });
const start: string | null = null;

export const sessionQueries = {
  all: (workspace: string) => ["w", workspace, "sessions"],
  list: (workspace: string, filter: SessionFilter, limit = 50) =>
    infiniteQueryOptions({
      queryKey: [...sessionQueries.all(workspace), "list", filter, limit],
      queryFn: ({ pageParam }: { pageParam: string | null }) =>
        callApi(
          `/api/dev-sessions${queryOf({ ...filter, limit, cursor: pageParam })}`,
          sessionPage,
          {
            workspace,
          },
        ),
      initialPageParam: start,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  stats: (workspace: string, filter: SessionFilter) =>
    queryOptions({
      queryKey: [...sessionQueries.all(workspace), "stats", filter],
      queryFn: () =>
        callApi(`/api/dev-sessions/stats${queryOf(filter)}`, sessionStats, { workspace }),
      placeholderData: keepPreviousData,
    }),
  active: (workspace: string) =>
    queryOptions({
      queryKey: [...sessionQueries.all(workspace), "active"],
      queryFn: () => callApi("/api/dev-sessions/active", activeSessions, { workspace }),
    }),
  detail: (workspace: string, id: string) =>
    queryOptions({
      queryKey: [...sessionQueries.all(workspace), "detail", id],
      queryFn: () => callApi(`/api/dev-sessions/${id}`, sessionDetail, { workspace }),
    }),
  timeline: (workspace: string, id: string) =>
    infiniteQueryOptions({
      queryKey: [...sessionQueries.all(workspace), "timeline", id],
      queryFn: ({ pageParam }: { pageParam: string | null }) =>
        callApi(
          `/api/dev-sessions/${id}/timeline${queryOf({ limit: 300, cursor: pageParam })}`,
          timelinePage,
          { workspace },
        ),
      initialPageParam: start,
      getNextPageParam: (page) => page.nextCursor,
    }),
};
