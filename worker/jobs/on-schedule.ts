import { openDatabase } from "#worker/db/client.ts";
import { resumeMoves } from "#worker/operations/lifecycle/resume-moves.ts";
import { resumeRepricings } from "#worker/operations/prices/resume-repricings.ts";
import { completeIdleSessions } from "#worker/operations/sessions/complete-idle-sessions.ts";

/** What cron does. Each job may run twice, late, or beside itself. */
export async function onSchedule(
  controller: ScheduledController,
  env: Env,
  ctx: ExecutionContext,
): Promise<void> {
  const outer = {
    env,
    db: openDatabase(env),
    now: Date.now(),
    waitUntil: (work: Promise<unknown>) => ctx.waitUntil(work),
  };
  const completed = await completeIdleSessions(outer);
  if (completed > 0) console.log({ message: "completed idle sessions", completed });
  const resumed = await resumeRepricings(outer);
  if (resumed > 0) console.log({ message: "resumed re-pricing", resumed });
  const moved = await resumeMoves(outer);
  if (moved > 0) console.log({ message: "resumed moving events", moved });
  controller.noRetry();
}
