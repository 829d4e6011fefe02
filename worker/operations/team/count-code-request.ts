import { sql } from "drizzle-orm";
import { auth_rate_limit } from "#worker/db/auth-schema.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { newId } from "./new-id.ts";

/** As long as the auth library keeps the rows of its rate limits. */
const windowMs = 15 * 60_000;

/**
 * Counts the sign-in codes that were asked for one address, wherever from: each code may be guessed at three times,
 * so their number is what keeps guessing hopeless, and a mailbox from being flooded.
 */
export async function countCodeRequest(
  { db, now }: Pick<OperationContext, "db" | "now">,
  { email, most }: { email: string; most: number },
): Promise<void> {
  const { count, lastRequest } = auth_rate_limit;
  const isOver = sql`${lastRequest} <= ${now - windowMs}`;
  const [row] = await db
    .insert(auth_rate_limit)
    .values({ id: newId("lim"), key: `code:${email}`, count: 1, lastRequest: now })
    .onConflictDoUpdate({
      target: auth_rate_limit.key,
      set: {
        count: sql`CASE WHEN ${isOver} THEN 1 ELSE ${count} + 1 END`,
        lastRequest: sql`CASE WHEN ${isOver} THEN ${now} ELSE ${lastRequest} END`,
      },
    })
    .returning({ count, startedAt: lastRequest });
  if (!row || row.count <= most) return;

  const seconds = Math.max(1, Math.ceil((row.startedAt + windowMs - now) / 1_000));
  throw new AppError("rate_limited", "Too many codes for this address. Use the newest.", seconds);
}
