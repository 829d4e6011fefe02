import { and, eq } from "drizzle-orm";
import type { PriceBookInput, PriceList } from "#contract/prices.ts";
import { priceBook, repricing } from "#worker/db/price-schema.ts";
import { emptyBook, type PriceBook, priceFor } from "#worker/domain/price-events.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { isUniqueViolation } from "../team/is-unique-violation.ts";
import { actorPerson } from "./actor-person.ts";
import { listPrices } from "./list-prices.ts";
import { picoOf } from "./price-shapes.ts";
import { readPriceBook } from "./read-price-book.ts";

/**
 * Replaces the workspace's own prices. Events that come from now on have them; past ones keep theirs until they are
 * re-priced. A pass over past events that is under way ends, since it was for other prices.
 */
export async function savePrices(ctx: OperationContext, input: PriceBookInput): Promise<PriceList> {
  const { db, now, actor } = ctx;
  const known = await readPriceBook(ctx);
  const next = bookOf(input, known);
  checkAliases(next, now);
  // Sent twice: the first one did it.
  if (isSame(known, next)) return listPrices(ctx);
  if (input.revision !== known.revision) throw changedMeanwhile();

  const { workspaceId } = actor;
  try {
    await db.batch([
      db
        .insert(priceBook)
        .values({ ...next, workspaceId, createdAt: now, personId: actorPerson(actor) }),
      db
        .update(repricing)
        .set({ status: "stopped", finishedAt: now, updatedAt: now })
        .where(and(eq(repricing.workspaceId, workspaceId), eq(repricing.status, "running"))),
    ]);
  } catch (error) {
    if (isUniqueViolation(error)) throw changedMeanwhile();
    throw error;
  }
  return listPrices(ctx);
}

const changedMeanwhile = () =>
  new AppError("conflict", "Somebody else changed prices meanwhile; load them again.");

/** What stays as it was keeps the revision that its costs were made with. */
function bookOf({ aliases, overrides }: PriceBookInput, known: PriceBook): PriceBook {
  const revision = known.revision + 1;
  const next = {
    aliases: aliases.map((one) => ({ ...one, revision })),
    overrides: overrides.map(({ model, from, usdPerMillion }) => ({
      model,
      from: Date.parse(from),
      picoUsd: picoOf(usdPerMillion),
      revision,
    })),
  };
  const before = new Map(
    [...known.aliases, ...known.overrides].map((one) => [nameOf(one), one.revision]),
  );
  for (const one of [...next.aliases, ...next.overrides]) {
    one.revision = before.get(nameOf(one)) ?? revision;
  }
  return { revision, ...next };
}

/** All of an entry but its revision. */
function nameOf(entry: PriceBook["aliases"][number] | PriceBook["overrides"][number]): string {
  return JSON.stringify({ ...entry, revision: 0 }, Object.keys(entryOrder));
}

const entryOrder = {
  model: 0,
  knownModel: 0,
  from: 0,
  picoUsd: 0,
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
};

const namesOf = ({ aliases, overrides }: PriceBook) =>
  [...aliases, ...overrides].map(nameOf).toSorted().join();

const isSame = (a: PriceBook, b: PriceBook) => namesOf(a) === namesOf(b);

/** An alias of something without a price would only hide that there is none. */
function checkAliases({ aliases, overrides }: PriceBook, now: number): void {
  for (const { model, knownModel } of aliases) {
    const isOwn = overrides.some((one) => one.model === knownModel);
    const request = { runtime: "", model: knownModel, occurredAt: now };
    if (model !== knownModel && (isOwn || priceFor(request, emptyBook))) continue;
    throw new AppError(
      "invalid_input",
      `${model} cannot be priced as ${knownModel}: that has no price of its own.`,
    );
  }
}
