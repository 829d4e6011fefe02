import { health, type Health } from "#contract/problem.ts";
import { readMigration } from "#worker/operations/team/read-migration.ts";
import { version } from "../open-api.ts";
import { json, newRoutes, route } from "../route.ts";

/** /api/health — liveness, for monitors and for a reporter that wonders where it landed. */
export const healthRoutes = newRoutes().openapi(
  route({
    method: "get",
    path: "/api/health",
    access: "public",
    summary: "Liveness, version and the newest applied migration",
    responses: { 200: json(health, "Stint is up.") },
  }),
  async (c) => {
    const migration = await readMigration(c.var.db);
    return c.json({ status: "ok", version, migration } satisfies Health, 200);
  },
);
