import { newRoutes } from "./http/route.ts";
import { startRequest } from "./http/start-request.ts";
import { bareProblem, problemOf, refusal } from "./http/problems.ts";
import { docsRoutes } from "./http/routes/docs.ts";
import { healthRoutes } from "./http/routes/health.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { notFound } from "./errors.ts";
import { logError } from "./http/log-error.ts";

/** The whole HTTP side: what runs before every route, the routes, and what answers when none does. */
export const app = newRoutes();

app.use(startRequest, securityHeaders);

app.route("/", healthRoutes);
app.route("/", docsRoutes(app));

app.notFound(() => refusal(notFound("path")));

app.onError((error, c) => {
  const foreseen = problemOf(error);
  if (foreseen) return foreseen;
  logError(c.var.requestId, error);
  return bareProblem(c.var.requestId);
});
