import { AppError } from "#worker/errors.ts";
import { type AnyContext, callerOf } from "./context.ts";

const bindings = { ingest: "INGEST_LIMIT", "sign-in": "SIGN_IN_LIMIT" } as const;

/** Counts a request of this caller against a rate limit binding, whose windows are a minute. */
export async function checkLimit(c: AnyContext, limit: keyof typeof bindings): Promise<void> {
  const caller = callerOf(c);
  const key = caller.type === "machine" ? caller.actor.tokenId : caller.person.id;
  await countAgainst(c.env[bindings[limit]], key);
}

/** Fails with 429 once a key was counted too often. */
export async function countAgainst(binding: RateLimit, key: string): Promise<void> {
  const { success } = await binding.limit({ key });
  if (!success) throw new AppError("rate_limited", "Too many requests. Wait a minute.", 60);
}
