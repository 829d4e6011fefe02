import { z } from "zod";
import {
  type Workspace,
  workspace,
  workspaceInput,
  type WorkspaceList,
  workspaceList,
  workspacePatch,
} from "#contract/team.ts";
import { createWorkspace } from "#worker/operations/team/create-workspace.ts";
import { leaveWorkspace } from "#worker/operations/team/leave-workspace.ts";
import { updateWorkspace } from "#worker/operations/team/update-workspace.ts";
import { operationContext, personContext } from "../context.ts";
import { json, jsonBody, newRoutes, nothing, route } from "../route.ts";
import { visibleWorkspaces } from "../visible-workspaces.ts";

const params = z.object({ slug: z.string() });

/** /api/workspaces — the tenants themselves. */
export const workspaceRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/workspaces",
      access: "caller",
      summary: "The workspaces of the person who calls",
      responses: { 200: json(workspaceList, "The one joined first at the top.") },
    }),
    async (c) => c.json({ items: await visibleWorkspaces(c) } satisfies WorkspaceList, 200),
  )
  .openapi(
    route({
      method: "post",
      path: "/api/workspaces",
      access: "person",
      summary: "Make a workspace and own it",
      request: { body: jsonBody(workspaceInput) },
      responses: { 201: json(workspace, "The new workspace.") },
    }),
    async (c) => {
      const made = await createWorkspace(personContext(c), c.req.valid("json"));
      return c.json(made satisfies Workspace, 201);
    },
  )
  .openapi(
    route({
      method: "patch",
      path: "/api/workspaces/{slug}",
      access: { scope: "admin", role: "admin", workspace: "path" },
      summary: "Change a workspace's name or time zone",
      request: { params, body: jsonBody(workspacePatch) },
      responses: { 200: json(workspace, "The workspace as it is now.") },
    }),
    async (c) => {
      const changed = await updateWorkspace(operationContext(c), c.req.valid("json"));
      return c.json(changed satisfies Workspace, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/workspaces/{slug}/leave",
      access: { scope: "admin", role: "viewer", workspace: "path" },
      summary: "Leave a workspace; its last owner cannot",
      request: { params },
      responses: { 204: nothing },
    }),
    async (c) => {
      await leaveWorkspace(operationContext(c));
      return c.body(null, 204);
    },
  );
