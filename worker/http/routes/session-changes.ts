import { z } from "zod";
import {
  sessionNotes,
  sessionPatch,
  sessionSplit,
  sessionStart,
  taskLink,
} from "#contract/session-changes.ts";
import { type SessionDetail, sessionDetail } from "#contract/sessions.ts";
import { changeStatus } from "#worker/operations/lifecycle/change-status.ts";
import { linkTask, unlinkTask } from "#worker/operations/lifecycle/link-task.ts";
import { splitRun } from "#worker/operations/lifecycle/split-run.ts";
import { startSession } from "#worker/operations/lifecycle/start-session.ts";
import { updateSession } from "#worker/operations/lifecycle/update-session.ts";
import { operationContext } from "../context.ts";
import { json, jsonBody, newRoutes, route } from "../route.ts";

const workers = { scope: "plan", role: "member" } as const;
const params = z.object({ id: z.string() });
const answer = { 200: json(sessionDetail, "The session as it stands now.") };
const own = "Members and tokens act on their own sessions, admins on everybody's.";

/** POST, PATCH and DELETE under /api/dev-sessions — what people do with sessions. */
export const sessionChangeRoutes = newRoutes()
  .openapi(
    route({
      method: "post",
      path: "/api/dev-sessions/start",
      access: workers,
      summary: "Begin a session for what you do in a project from now on",
      description:
        "One is open for each person and project: a second start is refused with `session_open` and the first one. With a `clientId` a repeated start answers the same session.",
      request: { body: jsonBody(sessionStart) },
      responses: answer,
    }),
    async (c) => {
      const session = await startSession(operationContext(c), c.req.valid("json"));
      return c.json(session satisfies SessionDetail, 200);
    },
  )
  .openapi(
    route({
      method: "patch",
      path: "/api/dev-sessions/{id}",
      access: workers,
      summary: "Rename or retype a session, write its notes, or change when it began",
      description: own,
      request: { params, body: jsonBody(sessionPatch) },
      responses: answer,
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const session = await updateSession(operationContext(c), id, c.req.valid("json"));
      return c.json(session satisfies SessionDetail, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/dev-sessions/{id}/pause",
      access: workers,
      summary: "Pause a manual session: what comes until it resumes does not belong to it",
      description: own,
      request: { params },
      responses: answer,
    }),
    async (c) => {
      const change = { id: c.req.valid("param").id, verb: "pause" } as const;
      return c.json((await changeStatus(operationContext(c), change)) satisfies SessionDetail, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/dev-sessions/{id}/resume",
      access: workers,
      summary: "Go on with a paused session",
      description: own,
      request: { params },
      responses: answer,
    }),
    async (c) => {
      const change = { id: c.req.valid("param").id, verb: "resume" } as const;
      return c.json((await changeStatus(operationContext(c), change)) satisfies SessionDetail, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/dev-sessions/{id}/complete",
      access: workers,
      summary: "Complete a session, with what is to be said of it",
      description: `${own} Completing twice is the same as once.`,
      request: { params, body: jsonBody(sessionNotes) },
      responses: answer,
    }),
    async (c) => {
      const notes = c.req.valid("json");
      const change = { id: c.req.valid("param").id, verb: "complete", notes } as const;
      return c.json((await changeStatus(operationContext(c), change)) satisfies SessionDetail, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/dev-sessions/{id}/cancel",
      access: workers,
      summary: "End a session that came to nothing; it keeps its events and their cost",
      description: own,
      request: { params },
      responses: answer,
    }),
    async (c) => {
      const change = { id: c.req.valid("param").id, verb: "cancel" } as const;
      return c.json((await changeStatus(operationContext(c), change)) satisfies SessionDetail, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/dev-sessions/{id}/split",
      access: workers,
      summary: "Take a run and its sub-agents out of a manual session, into one of its own",
      description: own,
      request: { params, body: jsonBody(sessionSplit) },
      responses: answer,
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const session = await splitRun(operationContext(c), id, c.req.valid("json"));
      return c.json(session satisfies SessionDetail, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/dev-sessions/{id}/link-task",
      access: workers,
      summary: "Note what a session did to a task",
      description: own,
      request: { params, body: jsonBody(taskLink) },
      responses: answer,
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const session = await linkTask(operationContext(c), id, c.req.valid("json"));
      return c.json(session satisfies SessionDetail, 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/api/dev-sessions/{id}/link-task",
      access: workers,
      summary: "Take a link with a task back",
      description: own,
      request: { params, query: taskLink },
      responses: answer,
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const session = await unlinkTask(operationContext(c), id, c.req.valid("query"));
      return c.json(session satisfies SessionDetail, 200);
    },
  );
