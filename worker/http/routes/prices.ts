import { z } from "zod";
import {
  type KnownModelList,
  knownModelList,
  knownModelsQuery,
  type PriceAudit,
  priceAudit,
  priceAuditQuery,
  priceBookInput,
  type PriceList,
  priceList,
  repriceInput,
  type Repricing,
  repricing,
} from "#contract/prices.ts";
import { listKnownModels } from "#worker/operations/prices/list-known-models.ts";
import { listPriceAudit } from "#worker/operations/prices/list-price-audit.ts";
import { listPrices } from "#worker/operations/prices/list-prices.ts";
import { getRepricing } from "#worker/operations/prices/read-repricings.ts";
import { savePrices } from "#worker/operations/prices/save-prices.ts";
import { startRepricing } from "#worker/operations/prices/start-repricing.ts";
import { operationContext } from "../context.ts";
import { json, jsonBody, newRoutes, route } from "../route.ts";

const readers = { scope: "read", role: "viewer" } as const;
const admins = { scope: "admin", role: "admin" } as const;

/** /api/prices — what models cost, a workspace's own prices, and re-pricing of past events. */
export const priceRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/prices",
      access: readers,
      summary: "The models that were seen, their prices, and the workspace's own prices",
      responses: { 200: json(priceList, "Without a price first.") },
    }),
    async (c) => c.json((await listPrices(operationContext(c))) satisfies PriceList, 200),
  )
  .openapi(
    route({
      method: "get",
      path: "/api/prices/models",
      access: readers,
      summary: "Models of the price table whose name holds a text",
      request: { query: knownModelsQuery },
      responses: { 200: json(knownModelList, "At most twenty.") },
    }),
    (c) => {
      const items = listKnownModels(operationContext(c), c.req.valid("query").q);
      return c.json({ items } satisfies KnownModelList, 200);
    },
  )
  .openapi(
    route({
      method: "put",
      path: "/api/prices/overrides",
      access: admins,
      summary: "Replace the workspace's aliases and prices; they hold for events from now on",
      request: { body: jsonBody(priceBookInput) },
      responses: { 200: json(priceList, "The prices as they are now.") },
    }),
    async (c) => {
      const saved = await savePrices(operationContext(c), c.req.valid("json"));
      return c.json(saved satisfies PriceList, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/prices/reprice",
      access: admins,
      summary: "Price past events anew: a dry run, or what a dry run told",
      description:
        "Without dryRunId, tells what would change. With the id of a dry run that is done, changes it. Large workspaces are not done when this answers: ask again by the id.",
      request: { body: jsonBody(repriceInput) },
      responses: { 200: json(repricing, "How it stands.") },
    }),
    async (c) => {
      const begun = await startRepricing(operationContext(c), c.req.valid("json"));
      return c.json(begun satisfies Repricing, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/prices/reprice/{id}",
      access: readers,
      summary: "How a re-pricing stands",
      request: { params: z.object({ id: z.string() }) },
      responses: { 200: json(repricing, "Its figures so far.") },
    }),
    async (c) => {
      const found = await getRepricing(operationContext(c), c.req.valid("param").id);
      return c.json(found satisfies Repricing, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/prices/audit",
      access: readers,
      summary: "What changed in prices and in costs of past events, when and by whom",
      request: { query: priceAuditQuery },
      responses: { 200: json(priceAudit, "Newest first.") },
    }),
    async (c) => {
      const page = await listPriceAudit(operationContext(c), c.req.valid("query"));
      return c.json(page satisfies PriceAudit, 200);
    },
  );
