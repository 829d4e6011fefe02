import { z } from "zod";
import { sessionLive, watcherHeaders, workspaceLive } from "#worker/live/stubs.ts";
import type { Actor } from "#worker/operations/context.ts";
import { mustFindSession } from "#worker/operations/sessions/must-find-session.ts";
import { operationContext } from "../context.ts";
import { newRoutes, route } from "../route.ts";

const readers = { scope: "read", role: "viewer" } as const;
const upgraded = { description: "The socket is open; the present state comes first." };
const inWorkspace = z.object({
  workspace: z.string().optional().openapi({ description: "Its slug, where a cookie signs in." }),
});

/** Sockets. Credential, membership and Origin are checked here; the objects trust us. */
export const liveRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/live",
      access: readers,
      socket: true,
      summary: "WebSocket: the workspace's active sessions and its present day",
      request: { query: inWorkspace },
      responses: { 101: upgraded },
    }),
    async (c) => {
      const { env, actor } = operationContext(c);
      return workspaceLive(env, actor.workspaceId).fetch(upgradeOf(c.req.raw, actor));
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/dev-sessions/{id}/live",
      access: readers,
      socket: true,
      summary: "WebSocket: one session's state",
      request: { params: z.object({ id: z.string() }), query: inWorkspace },
      responses: { 101: upgraded },
    }),
    async (c) => {
      const ctx = operationContext(c);
      const { id } = c.req.valid("param");
      await mustFindSession(ctx, id);
      const object = sessionLive(ctx.env, ctx.actor.workspaceId, id);
      return object.fetch(upgradeOf(c.req.raw, ctx.actor));
    },
  );

/** The upgrade alone, with who watches: no header of the outside reaches an object. */
function upgradeOf(request: Request, actor: Actor): Request {
  const headers = new Headers({ Upgrade: "websocket" });
  if (actor.type !== "system") headers.set(watcherHeaders.person, actor.personId);
  if (actor.type === "machine") headers.set(watcherHeaders.token, actor.tokenId);
  return new Request(new URL(request.url).origin, { headers });
}
