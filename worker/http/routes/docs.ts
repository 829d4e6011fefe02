import type { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpEnv } from "../context.ts";
import { newRoutes, route } from "../route.ts";

/** /api/openapi.json — the interface, generated from the schemas that check it. */
export const docsRoutes = (app: OpenAPIHono<HttpEnv>) =>
  newRoutes().openapi(
    route({
      method: "get",
      path: "/api/openapi.json",
      access: "public",
      summary: "This description, as OpenAPI 3.1",
      responses: { 200: { description: "OpenAPI 3.1." } },
    }),
    (c) =>
      c.json(
        app.getOpenAPI31Document({
          openapi: "3.1.0",
          info: { title: "Stint", version: "0.1.0" },
          servers: [{ url: c.env.APP_URL }],
        }) as object,
      ),
  );
