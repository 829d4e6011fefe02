import type { Context } from "hono";
import { z } from "zod";
import { deviceApproval, deviceDenial, type DeviceRequest, deviceRequest } from "#contract/team.ts";
import { answerDevice } from "#worker/auth/answer-device.ts";
import { grantDevice } from "#worker/operations/machines/grant-device.ts";
import { readDeviceRequest } from "#worker/operations/machines/read-device-request.ts";
import { type HttpEnv, personContext } from "../context.ts";
import { json, jsonBody, newRoutes, nothing, route } from "../route.ts";

/** /api/device — the browser's side of `stint login` (RFC 8628). The machine's side is the auth library's. */
export const deviceRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/device",
      access: "person",
      limit: "sign-in",
      summary: "What the machine asks for that shows this code",
      request: { query: z.object({ userCode: z.string().max(40) }) },
      responses: { 200: json(deviceRequest, "The machine's name and the scopes it wants.") },
    }),
    async (c) => {
      const asked = await readDeviceRequest(personContext(c), c.req.valid("query").userCode);
      return c.json(asked satisfies DeviceRequest, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/device/approve",
      access: "person",
      limit: "sign-in",
      summary: "Let the machine into a workspace, with the scopes it asks for",
      request: { body: jsonBody(deviceApproval) },
      responses: { 204: nothing },
    }),
    async (c) => {
      const userCode = await grantDevice(personContext(c), c.req.valid("json"));
      await answerDevice(c.env, cookieOf(c), { userCode, answer: "approve" });
      return c.body(null, 204);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/device/deny",
      access: "person",
      limit: "sign-in",
      summary: "Send the machine away",
      request: { body: jsonBody(deviceDenial) },
      responses: { 204: nothing },
    }),
    async (c) => {
      const { userCode } = await readDeviceRequest(personContext(c), c.req.valid("json").userCode);
      await answerDevice(c.env, cookieOf(c), { userCode, answer: "deny" });
      return c.body(null, 204);
    },
  );

const cookieOf = (c: Context<HttpEnv>) => c.req.header("Cookie") ?? "";
