import { createMiddleware } from "hono/factory";
import { openDatabase } from "#worker/db/client.ts";
import type { HttpEnv } from "./context.ts";

/** Gives each request its id, its moment and its database. */
export const startRequest = createMiddleware<HttpEnv>(async (c, next) => {
  c.set("requestId", c.req.header("cf-ray") ?? crypto.randomUUID());
  c.set("now", Date.now());
  c.set("db", openDatabase(c.env));
  await next();
});
