import { DurableObject } from "cloudflare:workers";
import { app } from "./app.ts";

export class SessionLive extends DurableObject<Env> {}
export class WorkspaceLive extends DurableObject<Env> {}

export default {
  fetch: app.fetch,
} satisfies ExportedHandler<Env>;
