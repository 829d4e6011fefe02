import { type AgentList, agentList, heartbeat } from "#contract/agents.ts";
import { listAgents } from "#worker/operations/agents/list-agents.ts";
import { noteHeartbeat } from "#worker/operations/agents/note-heartbeat.ts";
import { operationContext } from "../context.ts";
import { json, jsonBody, newRoutes, nothing, route } from "../route.ts";

/** /api/agents — how agents do at this moment. */
export const agentRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/agents",
      access: { scope: "read", role: "viewer" },
      summary: "Agents that were active lately, and how they do",
      responses: { 200: json(agentList, "By their machines' last heartbeats.") },
    }),
    async (c) => {
      const ctx = operationContext(c);
      const items = await listAgents(ctx);
      return c.json({ at: new Date(ctx.now).toISOString(), items } satisfies AgentList, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/agents/heartbeat",
      access: { scope: "ingest", role: "member" },
      limit: "ingest",
      summary: "Tell how a machine's agents do; each heartbeat takes the place of the one before",
      request: { body: jsonBody(heartbeat) },
      responses: { 204: nothing },
    }),
    async (c) => {
      await noteHeartbeat(operationContext(c), c.req.valid("json"));
      return c.body(null, 204);
    },
  );
