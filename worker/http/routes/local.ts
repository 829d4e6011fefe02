import type { Context } from "hono";
import { z } from "zod";
import { signInWithCode } from "#worker/auth/sign-in-with-code.ts";
import { notFound } from "#worker/errors.ts";
import { localMailbox } from "#worker/mail/local-mailbox.ts";
import { isLocal, isLoopback } from "#worker/mail/local-mode.ts";
import type { HttpEnv } from "../context.ts";
import { mailboxPage, staleLinkPage } from "../pages/mailbox-page.ts";
import { newRoutes, route } from "../route.ts";

const signInLink = z.object({
  email: z.email(),
  code: z.string().max(20),
  to: z.string().optional(),
});

/** /local — what stands in for mail while Stint runs on somebody's own machine. Elsewhere it does not exist. */
export const localRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/local/mailbox",
      access: "public",
      hide: true,
      summary: "Mails of a local run, as a page or as JSON",
      responses: { 200: { description: "Newest first." } },
    }),
    (c) => {
      requireLocal(c);
      if (!c.req.header("Accept")?.includes("application/json")) {
        return c.html(mailboxPage(localMailbox(), c.var.now));
      }
      const items = localMailbox().map(({ to, subject, code, link, at }) => ({
        to,
        subject,
        code,
        link,
        at: new Date(at).toISOString(),
      }));
      return c.json({ items });
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/local/sign-in",
      access: "public",
      hide: true,
      summary: "Sign in by a link from the mailbox",
      request: { query: signInLink },
      responses: { 302: { description: "Signed in." } },
    }),
    async (c) => {
      requireLocal(c);
      const { email, code, to } = c.req.valid("query");
      const cookies = await signInWithCode(c.env, email, code);
      if (!cookies) return c.html(staleLinkPage(), 410);
      for (const cookie of cookies) c.header("Set-Cookie", cookie, { append: true });
      return c.redirect(safePath(to, c.env.APP_URL));
    },
  );

/** The address that was asked for counts too: a foreign name that resolves to this machine gets nothing. */
function requireLocal(c: Context<HttpEnv>): void {
  if (!isLocal(c.env) || !isLoopback(new URL(c.req.url).hostname)) throw notFound("path");
}

/** A path of the app, or its start: a link must not lead to somebody else's site. */
function safePath(to: string | undefined, appUrl: string): string {
  const { origin } = new URL(appUrl);
  const target = to !== undefined && URL.canParse(to, appUrl) ? new URL(to, appUrl) : undefined;
  if (target?.origin !== origin) return "/";
  // `/.//evil.example` is a path of ours that is written `//evil.example`, which would be read as a host.
  return target.pathname.replace(/^\/+/, "/") + target.search + target.hash;
}
