import type { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpEnv } from "./context.ts";

/** Our routes as an OpenAPI document: generated from the schemas that check them, so it cannot be out of date. */
export type OpenApi = ReturnType<OpenAPIHono<HttpEnv>["getOpenAPI31Document"]>;

export const version = "0.1.0";

/** `url` is where this server is reached. */
export function describe(app: OpenAPIHono<HttpEnv>, url: string): OpenApi {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Stint", version, description: introduction },
    servers: [{ url }],
  });
  return {
    ...document,
    components: {
      ...document.components,
      securitySchemes: {
        machineToken: { type: "http", scheme: "bearer", bearerFormat: "stint_…" },
        signInCookie: { type: "apiKey", in: "cookie", name: "stint.session_token" },
      },
    },
  };
}

const introduction = `Times are ISO 8601 in UTC. Money is integer nano-US-dollars (costNanoUsd) beside decimal dollars (costUsd). \
Refusals are application/problem+json with a stable code. Machine tokens belong to one workspace; people in the app \
name theirs with the header X-Workspace, sockets with ?workspace=. Requests that a cookie authenticates and that change \
something must come from the app's own origin, as JSON. A machine gets its token by the device flow (RFC 8628): \
/api/auth/device/code, /api/auth/device/token, then /api/machines/token.`;
