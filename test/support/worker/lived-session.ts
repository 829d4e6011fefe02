import { beforeEach } from "vitest";
import type { Problem } from "#contract/problem.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { anErrorItem, aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";
import { sessionIdOf } from "#worker/domain/stable-ids.ts";
import { aReporter } from "./a-reporter.ts";
import { type AMember, type ApiClient, aWorkspace } from "./people.ts";

export const minute = 60_000;
const hourAgo = Date.now() - 60 * minute;
/** So many minutes after the run's start. */
export const at = (minutes: number) => hourAgo + minutes * minute;
export const iso = (minutes: number) => new Date(at(minutes)).toISOString();

export const run = aRunItem({ runId: "root", startedAt: at(0), title: "Sign-in" });
export const agent = aRunItem({
  ...run,
  runId: "agent",
  parentRunId: "root",
  title: null,
  startedAt: at(2),
});
/** One event a minute, by turns of the root and its sub-agent, each with a tool call and a failed request. */
export const events = Array.from({ length: 20 }, (_, nth) =>
  aUsageItem({ runId: nth % 2 === 0 ? "root" : "agent", occurredAt: at(nth), output: nth }),
);
export const calls = events.flatMap(({ runId, occurredAt }) => [
  aToolItem({ runId, startedAt: occurredAt }),
  anErrorItem({ runId, occurredAt }),
]);

/** A workspace whose owner did that an hour ago, anew for each test. */
export function aWorkspaceThatWorked() {
  const made = {} as { owner: AMember; reporter: ReturnType<typeof aReporter> };
  beforeEach(async () => {
    made.owner = await aWorkspace();
    made.reporter = aReporter({ workspaceId: made.owner.workspace.id, personId: made.owner.id });
    await made.reporter.upload([run, agent, ...events, ...calls]);
  });
  return {
    made,
    /** The run's own session. */
    home: () => sessionIdOf(made.owner.workspace.id, "claude-code", "root"),
    start: (body: object = {}, as: ApiClient = made.owner) =>
      ok(as.post("/api/dev-sessions/start", { project: "api", ...body })),
    eventsIn: async (id: string) => (await ok(made.owner.get(path(id)))).totals.events,
  };
}

export const path = (id: string, verb = "") => `/api/dev-sessions/${id}${verb && `/${verb}`}`;

/** What was answered, where it was done. */
export async function ok<T = SessionDetail>(asked: Promise<Response>): Promise<T> {
  const response = await asked;
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json<T>();
}

/** What a refusal says. */
export async function refused(asked: Promise<Response>) {
  const response = await asked;
  const { code, session } = await response.json<Problem>();
  return { status: response.status, code, session };
}
