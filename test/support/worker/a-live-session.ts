import { env } from "cloudflare:workers";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { sessionLive } from "#worker/live/stubs.ts";
import { aReporter } from "./a-reporter.ts";
import { aWorkspace } from "./people.ts";
import { readLedger } from "./read-ledger.ts";

/** Somebody's session that began at a moment, with 10 output tokens, and how to go on with it. */
export async function aLiveSession(beganAt = Date.now()) {
  const owner = await aWorkspace();
  const workspaceId = owner.workspace.id;
  const reporter = aReporter({ workspaceId, now: beganAt });
  const run = aRunItem({ startedAt: beganAt });
  const event = (occurredAt = Date.now()) =>
    aUsageItem({ runId: run.runId, occurredAt, output: 10 });
  await reporter.upload([run, event(beganAt)]);
  const [session] = (await readLedger(workspaceId)).sessions;
  if (!session) throw new Error("An event begins a session.");
  return {
    owner,
    workspaceId,
    reporter,
    run,
    event,
    sessionId: session.id,
    object: sessionLive(env, workspaceId, session.id),
    path: `/api/dev-sessions/${session.id}/live?workspace=${owner.workspace.slug}`,
  };
}
