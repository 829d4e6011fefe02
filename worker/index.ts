import { app } from "./app.ts";
import { onSchedule } from "./jobs/on-schedule.ts";

export { Repricer } from "./live/repricer.ts";
export { SessionLive } from "./live/session-live.ts";
export { WorkspaceLive } from "./live/workspace-live.ts";

export default {
  fetch: app.fetch,
  scheduled: onSchedule,
} satisfies ExportedHandler<Env>;
