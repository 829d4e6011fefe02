import type { Person } from "#worker/operations/context.ts";
import { createAuth } from "./create-auth.ts";

/** Somebody's sign-in, read from the database, and the cookies that prolong it where that was due. */
export type SignedIn = { person: Person; cookies: string[] };

/** Who the headers' cookie or bearer session belongs to; undefined for none, an ended or a forged one. */
export async function readSession(env: Env, headers: Headers): Promise<SignedIn | undefined> {
  const found = await createAuth(env).api.getSession({ headers, returnHeaders: true });
  if (!found.response) return undefined;

  const { id, name, email, image } = found.response.user;
  return {
    person: { id, name, email, image: image ?? null },
    cookies: found.headers.getSetCookie(),
  };
}
