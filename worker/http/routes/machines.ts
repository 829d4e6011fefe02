import { z } from "zod";
import {
  type MachineList,
  machineList,
  type MachineToken,
  machineToken,
  machineTokenInput,
} from "#contract/team.ts";
import { listVisibleMachines } from "#worker/operations/machines/list-visible-machines.ts";
import { revokeMachine } from "#worker/operations/machines/revoke-machine.ts";
import { operationContext } from "../context.ts";
import { exchangeForToken } from "../exchange-for-token.ts";
import { json, jsonBody, newRoutes, nothing, route } from "../route.ts";

/** /api/machines — reporter installations and their tokens. */
export const machineRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/machines",
      access: { scope: "read", role: "viewer" },
      summary: "Machines: one's own, and to admins and owners everybody's",
      responses: { 200: json(machineList, "Newest first, revoked ones included.") },
    }),
    async (c) => {
      const items = await listVisibleMachines(operationContext(c));
      return c.json({ items } satisfies MachineList, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/machines/token",
      access: "person-or-device",
      summary: "Connect a machine: by an approved device code, or in the workspace of X-Workspace",
      request: { body: jsonBody(machineTokenInput) },
      responses: { 201: json(machineToken, "The token, shown this once.") },
    }),
    async (c) => {
      const made = await exchangeForToken(c, c.req.valid("json"));
      return c.json(made satisfies MachineToken, 201);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/api/machines/{id}",
      access: { scope: "any", role: "viewer" },
      summary: "Revoke a machine: one's own, or as an admin anybody's",
      request: { params: z.object({ id: z.string() }) },
      responses: { 204: nothing },
    }),
    async (c) => {
      await revokeMachine(operationContext(c), c.req.valid("param").id);
      return c.body(null, 204);
    },
  );
