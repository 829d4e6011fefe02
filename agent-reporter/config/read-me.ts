import type { Me } from "#contract/team.ts";
import { failed, notReached } from "../output/command-error.ts";
import { callServer, jsonOf, NoAnswer, problemOf, type ServerAnswer } from "./call-server.ts";
import { type ServerAccess, tokenRefused } from "./server-access.ts";

/** What asking "who am I" can end in. */
export type MeOutcome =
  | { type: "known"; me: Me; clockSkewMs: number | null }
  | { type: "refused"; message: string; clockSkewMs: number | null }
  | { type: "not-a-server"; message: string }
  | { type: "not-reached"; message: string };

/** `GET /api/me`: checks server and token in one request, and compares the clocks. */
export async function askWhoAmI(
  { url, token }: ServerAccess,
  now: () => number,
  timeoutMs = 10_000,
): Promise<MeOutcome> {
  const askedAt = now();
  let answer: ServerAnswer;
  try {
    answer = await callServer(url, { method: "GET", path: "/api/me", token, timeoutMs });
  } catch (error) {
    if (error instanceof NoAnswer) return { type: "not-reached", message: error.message };
    throw error;
  }
  const clockSkewMs = clockSkew(answer.headers.get("Date"), askedAt, now());
  if (answer.status === 401 || answer.status === 403) {
    return { type: "refused", message: problemOf(answer).message, clockSkewMs };
  }
  if (answer.status >= 500 || answer.status === 429) {
    return { type: "not-reached", message: `${url}: ${problemOf(answer).message}.` };
  }
  const { me } = await import("#contract/team.ts");
  const known = me.safeParse(jsonOf(answer));
  if (known.success) return { type: "known", me: known.data, clockSkewMs };
  return { type: "not-a-server", message: `${url} does not answer like a Stint server.` };
}

/**
 * This machine's clock minus the server's, in milliseconds. The header tells whole seconds and is made somewhere
 * between question and answer, so less than that uncertainty is no skew.
 */
export function clockSkew(date: string | null, askedAt: number, answeredAt: number): number | null {
  const served = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(served)) return null;
  if (askedAt > served + 1_000) return askedAt - (served + 1_000);
  if (answeredAt < served) return answeredAt - served;
  return 0;
}

/** The identity, or the command's end with the exit code for what is wrong. */
export function identityOf(access: ServerAccess, outcome: MeOutcome): Me {
  switch (outcome.type) {
    case "known":
      return outcome.me;
    case "refused":
      throw tokenRefused(access, outcome.message);
    case "not-reached":
      throw notReached(outcome.message);
    case "not-a-server":
      throw failed(outcome.message, "`stint login --url URL` says which server to use.");
  }
}
