import { notFound } from "./errors.ts";
import { logError } from "./http/log-error.ts";
import { bareProblem, problemOf, refusal } from "./http/problems.ts";
import { newRoutes } from "./http/route.ts";
import { agentRoutes } from "./http/routes/agents.ts";
import { authRoutes, signInRoutes } from "./http/routes/auth.ts";
import { costRoutes } from "./http/routes/costs.ts";
import { devSessionRoutes } from "./http/routes/dev-sessions.ts";
import { deviceRoutes } from "./http/routes/device.ts";
import { docsRoutes } from "./http/routes/docs.ts";
import { healthRoutes } from "./http/routes/health.ts";
import { ingestRoutes } from "./http/routes/ingest.ts";
import { liveRoutes } from "./http/routes/live.ts";
import { localRoutes } from "./http/routes/local.ts";
import { machineRoutes } from "./http/routes/machines.ts";
import { memberRoutes } from "./http/routes/members.ts";
import { otlpRoutes } from "./http/routes/otlp.ts";
import { peopleRoutes } from "./http/routes/people.ts";
import { priceRoutes } from "./http/routes/prices.ts";
import { sessionChangeRoutes } from "./http/routes/session-changes.ts";
import { sessionReportRoutes } from "./http/routes/session-reports.ts";
import { vibeRoutes } from "./http/routes/vibe.ts";
import { workspaceRoutes } from "./http/routes/workspaces.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { startRequest } from "./http/start-request.ts";

/** The whole HTTP side: what runs before every route, the routes, and what answers when none does. */
export const app = newRoutes();

app.use(startRequest, securityHeaders);

app.route("/", healthRoutes);
app.route("/", signInRoutes);
app.route("/", authRoutes);
app.route("/", localRoutes);
app.route("/", peopleRoutes);
app.route("/", workspaceRoutes);
app.route("/", memberRoutes);
app.route("/", deviceRoutes);
app.route("/", machineRoutes);
app.route("/", ingestRoutes);
app.route("/", otlpRoutes);
app.route("/", agentRoutes);
app.route("/", liveRoutes);
app.route("/", devSessionRoutes);
app.route("/", sessionChangeRoutes);
app.route("/", costRoutes);
app.route("/", priceRoutes);
app.route("/", vibeRoutes);
app.route("/", sessionReportRoutes);
app.route("/", docsRoutes(app));

app.notFound(() => refusal(notFound("path")));

app.onError((error, c) => {
  const foreseen = problemOf(error);
  if (foreseen) return foreseen;
  logError(c.var.requestId, error);
  return bareProblem(c.var.requestId);
});
