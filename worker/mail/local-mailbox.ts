import type { Mail } from "./mailer.ts";

/** A mail of a local run. `at` is Unix milliseconds. */
export type KeptMail = Mail & { at: number };

const mostKept = 200;

/** Newest first. In memory alone: a restart empties it, and the codes in it live a day at most. */
let kept: KeptMail[] = [];

/** Keeps a mail instead of sending it, and says so where the server's output is read. */
export function keepLocally(mail: Mail): void {
  // A new code ends the one before it.
  const stillGood = kept.filter(({ to, code }) => !(mail.code && code && to === mail.to));
  kept = [{ ...mail, at: Date.now() }, ...stillGood].slice(0, mostKept);
  const code = mail.code ? `code ${mail.code}, ` : "";
  console.log(`Mail to ${mail.to}: ${mail.subject} (${code}${mail.link})`);
}

export const localMailbox = (): readonly KeptMail[] => kept;
