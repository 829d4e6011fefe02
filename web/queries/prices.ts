import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  KnownModelList,
  PriceAudit,
  PriceBookInput,
  PriceList,
  Repricing,
} from "#contract/prices.ts";
import { callApi, queryOf } from "#web/lib/api.ts";

const start: string | null = null;

export const priceQueries = {
  all: (workspace: string) => ["w", workspace, "prices"],
  list: (workspace: string) =>
    queryOptions({
      queryKey: [...priceQueries.all(workspace), "list"],
      queryFn: () => callApi<PriceList>("/api/prices", { workspace }),
    }),
  models: (workspace: string, q: string) =>
    queryOptions({
      queryKey: [...priceQueries.all(workspace), "models", q],
      queryFn: () => callApi<KnownModelList>(`/api/prices/models${queryOf({ q })}`, { workspace }),
      placeholderData: keepPreviousData,
    }),
  /** How a pass stands, asked again while it runs. */
  repricing: (workspace: string, id: string) =>
    queryOptions({
      queryKey: [...priceQueries.all(workspace), "repricing", id],
      queryFn: () =>
        callApi<Repricing>(`/api/prices/reprice/${encodeURIComponent(id)}`, { workspace }),
      refetchInterval: ({ state }) => (state.data?.status === "running" ? 1_000 : false),
    }),
  audit: (workspace: string) =>
    infiniteQueryOptions({
      queryKey: [...priceQueries.all(workspace), "audit"],
      queryFn: ({ pageParam }: { pageParam: string | null }) =>
        callApi<PriceAudit>(`/api/prices/audit${queryOf({ limit: 10, cursor: pageParam })}`, {
          workspace,
        }),
      initialPageParam: start,
      getNextPageParam: (page) => page.nextCursor,
    }),
};

export const savePrices = (workspace: string, body: PriceBookInput) =>
  callApi<PriceList>("/api/prices/overrides", { method: "PUT", workspace, body });

/** Begins a dry run, or does what one told. */
export const reprice = (workspace: string, dryRunId?: string) =>
  callApi<Repricing>("/api/prices/reprice", {
    method: "POST",
    workspace,
    body: dryRunId === undefined ? {} : { dryRunId },
  });
