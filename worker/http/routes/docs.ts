import type { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpEnv } from "../context.ts";
import { describe } from "../open-api.ts";
import { docsPage } from "../pages/docs-page.ts";
import { stylePath } from "../pages/page.ts";
import { style } from "../pages/style.ts";
import { newRoutes, route } from "../route.ts";

/** /api/openapi.json and /api/docs — the interface, for programs and for people. */
export const docsRoutes = (app: OpenAPIHono<HttpEnv>) =>
  newRoutes()
    .openapi(
      route({
        method: "get",
        path: "/api/openapi.json",
        access: "public",
        summary: "This description, as OpenAPI 3.1",
        responses: { 200: { description: "OpenAPI 3.1." } },
      }),
      (c) => c.json({ ...describe(app, c.env.APP_URL) }),
    )
    .openapi(
      route({
        method: "get",
        path: "/api/docs",
        access: "public",
        hide: true,
        summary: "This description, as a page",
        responses: { 200: { description: "A page." } },
      }),
      (c) => c.html(docsPage(describe(app, c.env.APP_URL))),
    )
    .openapi(
      route({
        method: "get",
        path: stylePath,
        access: "public",
        hide: true,
        summary: "The style of the Worker's own pages",
        responses: { 200: { description: "CSS." } },
      }),
      (c) =>
        c.body(style, 200, {
          "Content-Type": "text/css; charset=utf-8",
          "Cache-Control": "public, max-age=300",
        }),
    );
