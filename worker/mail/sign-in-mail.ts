import { isLocal } from "./local-mode.ts";
import { writeMail } from "./mail-text.ts";
import type { Mail } from "./mailer.ts";

/** How long a code works, in seconds. A local run's link is printed once and should do for the day. */
export const codeLifetimeSeconds = (env: Env) => (isLocal(env) ? 86_400 : 600);

/** The mail with somebody's sign-in code. Links that sign in exist in local runs alone. */
export function signInMail(env: Env, to: string, code: string): Mail {
  const link = new URL(isLocal(env) ? "/local/sign-in" : "/login", env.APP_URL);
  if (isLocal(env)) link.search = new URLSearchParams({ email: to, code }).toString();
  return writeMail(to, {
    title: `${code} is your code for Stint`,
    lead: "Enter this code to sign in:",
    code,
    link: link.href,
    note: "It works for ten minutes. If you did not ask for it, nothing happens without it.",
  });
}
