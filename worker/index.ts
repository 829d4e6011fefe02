import { DurableObject } from "cloudflare:workers";

export class SessionLive extends DurableObject<Env> {}
export class WorkspaceLive extends DurableObject<Env> {}

export default {
  async fetch() {
    return new Response("stint");
  },
} satisfies ExportedHandler<Env>;
