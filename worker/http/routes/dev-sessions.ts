import { z } from "zod";
import { type SessionDays, sessionDays, sessionDaysQuery } from "#contract/session-days.ts";
import {
  activeFilter,
  type SessionDetail,
  sessionDetail,
  sessionFilter,
  type SessionPage,
  sessionPage,
  sessionSort,
  type SessionStats,
  sessionStats,
  sessionSummary,
  type TimelinePage,
  timelinePage,
} from "#contract/sessions.ts";
import { getSession, getSessionCosts } from "#worker/operations/sessions/get-session.ts";
import { listActiveSessions } from "#worker/operations/sessions/list-active-sessions.ts";
import { listSessionDays } from "#worker/operations/sessions/list-session-days.ts";
import { listSessions } from "#worker/operations/sessions/list-sessions.ts";
import { readSessionStats } from "#worker/operations/sessions/read-session-stats.ts";
import { readTimeline } from "#worker/operations/sessions/read-timeline.ts";
import { operationContext } from "../context.ts";
import { json, newRoutes, route } from "../route.ts";

const readers = { scope: "read", role: "viewer" } as const;
const sessionId = z.object({ id: z.string() });
const page = (most: number, usual: number) =>
  z.object({
    limit: z.coerce.number().int().min(1).max(most).default(usual),
    cursor: z.string().max(2_000).optional(),
  });
const sort = sessionSort.default("-started");
const sessionCosts = sessionDetail.pick({
  totals: true,
  byModel: true,
  byRun: true,
  byKind: true,
  byHour: true,
});
const activeSessions = z.object({ items: z.array(sessionSummary) });

/** /api/dev-sessions — stretches of work. */
export const devSessionRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/dev-sessions",
      access: readers,
      summary: "Sessions by project, person, type, status, start and text",
      request: { query: sessionFilter.extend({ ...page(100, 50).shape, sort }) },
      responses: { 200: json(sessionPage, "In the order that `sort` names.") },
    }),
    async (c) => {
      const { limit, cursor, sort: order, ...filter } = c.req.valid("query");
      const found = await listSessions(operationContext(c), filter, { limit, cursor, sort: order });
      return c.json(found satisfies SessionPage, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/dev-sessions/stats",
      access: readers,
      summary: "The figures of all sessions that a filter finds",
      request: { query: sessionFilter },
      responses: { 200: json(sessionStats, "Over all pages.") },
    }),
    async (c) => {
      const stats = await readSessionStats(operationContext(c), c.req.valid("query"));
      return c.json(stats satisfies SessionStats, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/dev-sessions/by-date-range",
      access: readers,
      summary: "Sessions by the days on which they worked, each day with its figures",
      request: { query: sessionDaysQuery },
      responses: { 200: json(sessionDays, "A day after the other, those without sessions too.") },
    }),
    async (c) => {
      const days = await listSessionDays(operationContext(c), c.req.valid("query"));
      return c.json(days satisfies SessionDays, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/dev-sessions/active",
      access: readers,
      summary: "Sessions that are active or paused",
      request: { query: activeFilter },
      responses: { 200: json(activeSessions, "Newest activity first.") },
    }),
    async (c) => {
      const items = await listActiveSessions(operationContext(c), c.req.valid("query"));
      return c.json({ items }, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/dev-sessions/{id}",
      access: readers,
      summary: "One session with its cost by model, run, kind of run and hour",
      request: { params: sessionId },
      responses: { 200: json(sessionDetail, "The session.") },
    }),
    async (c) => {
      const session = await getSession(operationContext(c), c.req.valid("param").id);
      return c.json(session satisfies SessionDetail, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/dev-sessions/{id}/costs",
      access: readers,
      summary: "A session's cost by model, run, kind of run and hour",
      request: { params: sessionId },
      responses: { 200: json(sessionCosts, "The costs alone.") },
    }),
    async (c) => {
      const costs = await getSessionCosts(operationContext(c), c.req.valid("param").id);
      return c.json(costs satisfies z.infer<typeof sessionCosts>, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/dev-sessions/{id}/timeline",
      access: readers,
      summary: "A session's turns and tool calls",
      request: { params: sessionId, query: page(1_000, 200) },
      responses: { 200: json(timelinePage, "Oldest first.") },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const found = await readTimeline(operationContext(c), id, c.req.valid("query"));
      return c.json(found satisfies TimelinePage, 200);
    },
  );
