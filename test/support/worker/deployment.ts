import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { app } from "#worker/app.ts";

type Settings = Partial<Env> & { GITHUB_CLIENT_SECRET?: string };

/** The same Worker set up otherwise: `aDeployment({ STINT_LOCAL: "" })` calls it as a deployed one. */
export function aDeployment(settings: Settings) {
  const deployed: Env = { ...env, ...settings };
  return async (path: string, init: RequestInit = {}): Promise<Response> => {
    const ctx = createExecutionContext();
    const request = new Request(new URL(path, deployed.APP_URL), { redirect: "manual", ...init });
    const response = await app.fetch(request, deployed, ctx);
    await waitOnExecutionContext(ctx);
    return response;
  };
}

/** What a mail binding was given; nothing leaves the test. */
export function aMailBinding() {
  const sent: { to: string; subject: string; text: string }[] = [];
  const binding = {
    send: async (mail: { to: string; subject: string; text: string }) => {
      sent.push(mail);
      return { messageId: "1" };
    },
  };
  return { sent, binding: binding as unknown as SendEmail };
}
