import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { SessionSummary } from "#contract/sessions.ts";
import type { VibeAudit, VibeRateBook, VibeRatesInput } from "#contract/vibe.ts";
import { callApi, queryOf } from "#web/lib/api.ts";

const start: string | null = null;

export const vibeQueries = {
  all: (workspace: string) => ["w", workspace, "vibe"],
  rates: (workspace: string) =>
    queryOptions({
      queryKey: [...vibeQueries.all(workspace), "rates"],
      queryFn: () => callApi<VibeRateBook>("/api/vibe/rates", { workspace }),
    }),
  audit: (workspace: string) =>
    infiniteQueryOptions({
      queryKey: [...vibeQueries.all(workspace), "audit"],
      queryFn: ({ pageParam }: { pageParam: string | null }) =>
        callApi<VibeAudit>(`/api/vibe/rates/audit${queryOf({ limit: 10, cursor: pageParam })}`, {
          workspace,
        }),
      initialPageParam: start,
      getNextPageParam: (page) => page.nextCursor,
    }),
};

export const saveVibeRates = (workspace: string, body: VibeRatesInput) =>
  callApi<VibeRateBook>("/api/vibe/rates", { method: "PUT", workspace, body });

/** Null takes the estimate away. */
export const saveEstimate = (workspace: string, id: string, estimateVibe: number | null) =>
  callApi<SessionSummary>(`/api/dev-sessions/${id}/estimate`, {
    method: "PUT",
    workspace,
    body: { estimateVibe },
  });
