import { z } from "zod";
import { Hono } from "hono";
import { type SignInMethods, signInMethods } from "#contract/team.ts";
import { createAuth, hasGithub } from "#worker/auth/create-auth.ts";
import { AppError, notFound } from "#worker/errors.ts";
import { isLocal } from "#worker/mail/local-mode.ts";
import { canMail, type Mailer, mailerOf, requireMail } from "#worker/mail/mailer.ts";
import { countCodeRequest } from "#worker/operations/team/count-code-request.ts";
import type { AnyContext, HttpEnv } from "../context.ts";
import { countAgainst } from "../limits.ts";
import { smallBody } from "../small-body.ts";
import { logError } from "../log-error.ts";
import { json, newRoutes, route } from "../route.ts";

/** /api/sign-in-methods — what the sign-in page offers. */
export const signInRoutes = newRoutes().openapi(
  route({
    method: "get",
    path: "/api/sign-in-methods",
    access: "public",
    summary: "Which ways to sign in this server offers",
    responses: { 200: json(signInMethods, "The ways that are set up.") },
  }),
  (c) =>
    c.json(
      {
        github: hasGithub(c.env),
        emailCode: canMail(c.env),
        local: isLocal(c.env),
      } satisfies SignInMethods,
      200,
    ),
);

/**
 * The part of the auth library that is reachable. Workspaces, members, invitations and device approval have routes
 * of our own with our roles, so the library's are closed.
 */
const open = new Set([
  "POST /api/auth/email-otp/send-verification-otp",
  "POST /api/auth/sign-in/email-otp",
  "POST /api/auth/sign-in/social",
  "GET /api/auth/callback/github",
  "POST /api/auth/callback/github",
  "GET /api/auth/get-session",
  "POST /api/auth/sign-out",
  "POST /api/auth/revoke-other-sessions",
  "POST /api/auth/device/code",
  "POST /api/auth/device/token",
]);

/** /api/auth/* — the auth library, answering in its own form. */
export const authRoutes = new Hono<HttpEnv>();

authRoutes.use("/api/auth/*", smallBody);

authRoutes.on(["GET", "POST"], "/api/auth/*", async (c) => {
  const { path, method, raw } = c.req;
  if (!open.has(`${method} ${path}`)) throw notFound("path");
  if (path.endsWith("/send-verification-otp")) await checkCodeRequest(c, raw.clone());
  if (path.endsWith("/device/code")) {
    await countAgainst(c.env.SIGN_IN_LIMIT, `device:${c.req.header("cf-connecting-ip") ?? ""}`);
  }

  const mail = watchedMailer(c.env, c.var.requestId);
  const response = await createAuth(c.env, mail.deliver).handler(raw);
  if (mail.failed()) throw new AppError("busy", "The mail could not be sent. Try again soon.", 60);
  if (response.status === 429) {
    const seconds = Number(response.headers.get("X-Retry-After")) || 60;
    throw new AppError("rate_limited", "Too many requests. Wait a little.", seconds);
  }
  return response;
});

const codeRequest = z.object({ email: z.email().max(200), type: z.literal("sign-in") });

/** Codes in a quarter of an hour, for one address. Tests and demos sign in more often than people. */
const mostCodes = (env: Env) => (isLocal(env) ? 200 : 6);

/** Codes are asked for by anybody, so each address is counted. */
async function checkCodeRequest(c: AnyContext, request: Request): Promise<void> {
  const { env, var: vars } = c;
  const body = codeRequest.safeParse(await request.json().catch(() => undefined));
  if (!body.success) {
    throw new AppError("invalid_input", 'Send {"email": "…", "type": "sign-in"} as JSON.');
  }
  requireMail(env);
  const email = body.data.email.toLowerCase();
  await countAgainst(env.SIGN_IN_LIMIT, `code:${email}`);
  await countCodeRequest(vars, { email, most: mostCodes(env) });
}

/** The library answers success even where mail could not be sent; this remembers that it was not. */
function watchedMailer(env: Env, requestId: string): { deliver: Mailer; failed: () => boolean } {
  const send = mailerOf(env);
  let hasFailed = false;
  return {
    deliver: async (mail) => {
      try {
        await send(mail);
      } catch (error) {
        hasFailed = true;
        logError(requestId, error);
      }
    },
    failed: () => hasFailed,
  };
}
