import {
  type CostsBy,
  costsBy,
  costsByQuery,
  type CostSummary,
  costSummary,
} from "#contract/costs.ts";
import { groupCosts } from "#worker/operations/costs/group-costs.ts";
import { summarizeCosts } from "#worker/operations/costs/summarize-costs.ts";
import { operationContext } from "../context.ts";
import { json, newRoutes, route } from "../route.ts";

const readers = { scope: "read", role: "viewer" } as const;

/** /api/costs — what it all costs. */
export const costRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/costs/summary",
      access: readers,
      summary: "Today, this week, this month, each against the period before; and all time",
      responses: { 200: json(costSummary, "In the workspace's time zone.") },
    }),
    async (c) => {
      const summary = await summarizeCosts(operationContext(c));
      return c.json(summary satisfies CostSummary, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/costs/by",
      access: readers,
      summary: "Costs by project, person, model or runtime, in calendar buckets where asked for",
      request: { query: costsByQuery },
      responses: { 200: json(costsBy, "Most expensive first.") },
    }),
    async (c) => {
      const grouped = await groupCosts(operationContext(c), c.req.valid("query"));
      return c.json(grouped satisfies CostsBy, 200);
    },
  );
