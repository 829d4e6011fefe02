import type { Context } from "hono";
import { readSession } from "#worker/auth/read-session.ts";
import { AppError } from "#worker/errors.ts";
import { authenticateToken } from "#worker/operations/machines/authenticate-token.ts";
import { tokenPrefix } from "#worker/operations/machines/token-secret.ts";
import type { Caller, HttpEnv } from "./context.ts";

/** Who calls. Where a request has both a bearer token and a cookie, the token decides. */
export async function readCaller(c: Context<HttpEnv>): Promise<Caller> {
  const authorization = c.req.header("Authorization");
  const caller = authorization ? await bearerCaller(c, authorization) : await cookieCaller(c);
  if (!caller) throw new AppError("not_signed_in", "Sign in, or send a valid bearer token.");
  return caller;
}

async function bearerCaller(
  c: Context<HttpEnv>,
  authorization: string,
): Promise<Caller | undefined> {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!token) return undefined;
  if (token.startsWith(tokenPrefix)) {
    const { db, now } = c.var;
    const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
    return authenticateToken({ db, now, waitUntil }, token);
  }
  const session = await readSession(c.env, new Headers({ Authorization: `Bearer ${token}` }));
  return session && { type: "person", person: session.person, via: "device-session" };
}

async function cookieCaller(c: Context<HttpEnv>): Promise<Caller | undefined> {
  const cookie = c.req.header("Cookie");
  if (!cookie) return undefined;
  const session = await readSession(c.env, new Headers({ Cookie: cookie }));
  if (!session) return undefined;
  for (const renewed of session.cookies) c.header("Set-Cookie", renewed, { append: true });
  return { type: "person", person: session.person, via: "cookie" };
}
