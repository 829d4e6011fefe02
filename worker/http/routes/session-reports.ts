import { accepts } from "hono/accepts";
import { z } from "zod";
import { type SessionReport, sessionReport } from "#contract/reports.ts";
import { getSessionReport } from "#worker/operations/reports/get-session-report.ts";
import { makeSessionReport } from "#worker/operations/reports/make-session-report.ts";
import { operationContext } from "../context.ts";
import { json, newRoutes, route } from "../route.ts";

const sessionId = z.object({ id: z.string() });
const jsonType = "application/json";
const markdownType = "text/markdown";

/** Both forms: `Accept` says which. */
const bothForms = {
  description: "Figures that are not known are null, and named so in markdown.",
  content: {
    ...json(sessionReport, "").content,
    [markdownType]: { schema: z.string() },
  },
};

/** /api/dev-sessions/{id}/report — what a session came to, as a document. */
export const sessionReportRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/dev-sessions/{id}/report",
      access: { scope: "read", role: "viewer" },
      summary: "A session's report, as JSON or markdown by Accept",
      request: { params: sessionId },
      responses: { 200: bothForms },
    }),
    async (c) => {
      const made = await getSessionReport(operationContext(c), c.req.valid("param").id);
      c.header("Vary", "Accept", { append: true });
      const wanted = accepts(c, {
        header: "Accept",
        supports: [jsonType, markdownType],
        default: jsonType,
      });
      if (wanted !== markdownType) return c.json(made.report satisfies SessionReport, 200);
      return c.body(made.markdown, 200, { "Content-Type": `${markdownType}; charset=utf-8` });
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/dev-sessions/{id}/report",
      access: { scope: "plan", role: "member" },
      summary: "Make a session's report anew, whatever is kept",
      request: { params: sessionId },
      responses: { 200: json(sessionReport, "The report.") },
    }),
    async (c) => {
      const made = await makeSessionReport(operationContext(c), c.req.valid("param").id);
      return c.json(made.report satisfies SessionReport, 200);
    },
  );
