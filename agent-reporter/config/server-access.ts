import { CommandError, notSignedIn, wrongUse } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";
import { type Credentials, readCredentials } from "./credentials.ts";

export const defaultUrl = "http://127.0.0.1:8787";

/** A server, and what lets this machine in. */
export type ServerAccess = {
  url: string;
  token: string;
  /** Set where a login stored the token, not where `STINT_TOKEN` gave it. */
  credentials?: Credentials;
};

/** The server to talk to: the flag, `STINT_URL`, the stored login's, a local one. */
export function serverUrl(
  flag: string | undefined,
  env: CommandIo["env"],
  stored: Credentials | undefined,
): string {
  if (flag) return normalUrl(flag, "--url");
  if (env["STINT_URL"]) return normalUrl(env["STINT_URL"], "STINT_URL");
  return stored?.url ?? defaultUrl;
}

/**
 * The token for that server. A stored token goes to the server that gave it and to no other, whatever
 * `STINT_URL` says.
 */
export function serverAccess(env: CommandIo["env"], folder: string): ServerAccess {
  const stored = readCredentials(folder);
  const url = serverUrl(undefined, env, stored);
  const token = env["STINT_TOKEN"];
  if (token) return { url, token: token.trim() };
  if (!stored) throw notSignedIn("This machine is not signed in.");
  if (stored.url !== url) throw notSignedIn(`This machine is not signed in at ${url}.`);
  return { url, token: stored.token, credentials: stored };
}

/** The same; undefined where this machine is not signed in there. */
export function knownAccess(env: CommandIo["env"], folder: string): ServerAccess | undefined {
  try {
    return serverAccess(env, folder);
  } catch (error) {
    if (error instanceof CommandError && error.code === "not_signed_in") return undefined;
    throw error;
  }
}

/** The server knows this token no more. A login would not replace one that `STINT_TOKEN` gives. */
export function tokenRefused({ credentials }: ServerAccess, message: string): CommandError {
  const why = message.replace(/\.$/, "");
  if (credentials) return notSignedIn(`The token is not accepted: ${why}.`);
  return notSignedIn(`STINT_TOKEN is not accepted: ${why}.`, "Correct it, or unset it.");
}

/** Without a trailing slash, so that paths can be appended and two spellings compare equal. */
export function normalUrl(text: string, from: string): string {
  const address = text.includes("://") ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw wrongUse(`${from} is not a server's address.`, "For example https://stint.example.com");
  }
  return url.href.replace(/\/+$/, "");
}

/** True where a token would cross the network readable by anyone on the way. */
export function isUnprotected(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !/^(localhost|127\..*|\[::1\]|.*\.localhost)$/.test(hostname);
}
