import type { VibeRateBook, VibeRatesInput } from "#contract/vibe.ts";
import { vibeRates } from "#worker/db/vibe-schema.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { actorPerson } from "../prices/actor-person.ts";
import { isUniqueViolation } from "../team/is-unique-violation.ts";
import { readVibeRates } from "./read-vibe-rates.ts";

/** Replaces the workspace's rates. Every amount of VIBE is made of dollars when it is read, so past ones follow. */
export async function saveVibeRates(
  ctx: OperationContext,
  { revision, rates }: VibeRatesInput,
): Promise<VibeRateBook> {
  const known = await readVibeRates(ctx);
  // Sent twice: the first one did it.
  if (JSON.stringify(known.rates) === JSON.stringify(rates)) return known;
  if (revision !== known.revision) throw changedMeanwhile();

  const next = { revision: known.revision + 1, rates };
  const { workspaceId } = ctx.actor;
  const personId = actorPerson(ctx.actor);
  try {
    await ctx.db.insert(vibeRates).values({ ...next, workspaceId, createdAt: ctx.now, personId });
  } catch (error) {
    if (isUniqueViolation(error)) throw changedMeanwhile();
    throw error;
  }
  return next;
}

const changedMeanwhile = () =>
  new AppError("conflict", "Somebody else changed the rates meanwhile; load them again.");
