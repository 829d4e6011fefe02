import { AppError } from "#worker/errors.ts";
import { keepLocally } from "./local-mailbox.ts";
import { isLocal } from "./local-mode.ts";

/** `code` and `link` say again what the text holds, for the mailbox of a local run. */
export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  code: string;
  link: string;
};

export type Mailer = (mail: Mail) => Promise<void>;

/** How this deployment sends mail. Where it cannot, sending fails with words for whoever set it up. */
export function mailerOf(env: Env): Mailer {
  if (isLocal(env)) return async (mail) => keepLocally(mail);
  return async ({ to, subject, text, html }) => {
    requireMail(env);
    await env.EMAIL.send({
      from: { email: env.MAIL_FROM, name: "Stint" },
      to,
      subject,
      text,
      html,
    });
  };
}

/** Whether mail leaves this deployment, or is kept where a local run shows it. */
export const canMail = (env: Env) => isLocal(env) || env.MAIL_FROM !== "";

export function requireMail(env: Env): void {
  if (canMail(env)) return;
  throw new AppError(
    "mail_not_configured",
    "This server cannot send mail yet: MAIL_FROM must name a sender of a domain that is set up for sending.",
  );
}
