import { openDatabase } from "#worker/db/client.ts";
import { completeIdleSessions } from "#worker/operations/sessions/complete-idle-sessions.ts";

/** What cron does. Each job may run twice, late, or beside itself. */
export async function onSchedule(
  controller: ScheduledController,
  env: Env,
  ctx: ExecutionContext,
): Promise<void> {
  const completed = await completeIdleSessions({
    env,
    db: openDatabase(env),
    now: Date.now(),
    waitUntil: (work) => ctx.waitUntil(work),
  });
  if (completed > 0) console.log({ message: "completed idle sessions", completed });
  controller.noRetry();
}
