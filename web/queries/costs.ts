import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { CostBucket, CostDimension, CostsBy, CostSummary } from "#contract/costs.ts";
import { callApi, queryOf } from "#web/lib/api.ts";
import type { MomentRange } from "#web/lib/range.ts";

export type CostsAsked = MomentRange & { dimension: CostDimension; bucket?: CostBucket };

export const costQueries = {
  all: (workspace: string) => ["w", workspace, "costs"],
  summary: (workspace: string) =>
    queryOptions({
      queryKey: [...costQueries.all(workspace), "summary"],
      queryFn: () => callApi<CostSummary>("/api/costs/summary", { workspace }),
    }),
  by: (workspace: string, asked: CostsAsked) =>
    queryOptions({
      queryKey: [...costQueries.all(workspace), "by", asked],
      queryFn: () => callApi<CostsBy>(`/api/costs/by${queryOf(asked)}`, { workspace }),
      placeholderData: keepPreviousData,
    }),
};

/** What a filter may be set to: everything of a dimension that ever cost something. */
export const costOptions = (costs: CostsBy | undefined) =>
  (costs?.items ?? []).flatMap(({ key, label }) => (key ? [{ value: key, label }] : []));
