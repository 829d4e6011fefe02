import { eq } from "drizzle-orm";
import type { PricedModel, PriceList } from "#contract/prices.ts";
import { priceVersion } from "#contract/price-version.ts";
import { usageHour } from "#worker/db/schema.ts";
import { type PriceBook, priceFor } from "#worker/domain/price-events.ts";
import { addSums, noSums, type Sums, totalsOf } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { selectSums } from "../costs/select-sums.ts";
import { shownAlias, shownOverride, shownPrice } from "./price-shapes.ts";
import { readPriceBook } from "./read-price-book.ts";
import { readLatestRepricing } from "./read-repricings.ts";

/** What models were seen in the workspace, what each came to, and its price today; and the workspace's own prices. */
export async function listPrices(ctx: OperationContext): Promise<PriceList> {
  const [book, seen, repricing] = await Promise.all([
    readPriceBook(ctx),
    readModels(ctx),
    readLatestRepricing(ctx),
  ]);
  return {
    revision: book.revision,
    tableVersion: priceVersion,
    items: pricedModels(seen, book, ctx.now),
    aliases: book.aliases.map(shownAlias),
    overrides: book.overrides.map(shownOverride),
    repricing,
  };
}

type Seen = { model: string; runtime: string } & Sums;

const readModels = ({ db, actor }: OperationContext): Promise<Seen[]> =>
  db
    .select({ model: usageHour.model, runtime: usageHour.runtime, ...selectSums(usageHour) })
    .from(usageHour)
    .where(eq(usageHour.workspaceId, actor.workspaceId))
    .groupBy(usageHour.model, usageHour.runtime);

function pricedModels(seen: Seen[], book: PriceBook, now: number): PricedModel[] {
  const present = seen.filter(({ events }) => events > 0);
  const items = [...Map.groupBy(present, ({ model }) => model)].map(([model, rows]) => {
    const sums = noSums();
    for (const row of rows) addSums(sums, row);
    const byUse = rows.toSorted((a, b) => b.events - a.events);
    const runtimes = byUse.map(({ runtime }) => runtime);
    const request = { runtime: runtimes[0] ?? "", model, occurredAt: now };
    const price = model ? priceFor(request, book) : null;
    const { events, total, unpricedEvents, costNanoUsd, costUsd } = totalsOf(sums);
    return {
      model: model || null,
      runtimes,
      events,
      tokens: total,
      unpricedEvents,
      costNanoUsd,
      costUsd,
      price: price && shownPrice(price),
    };
  });
  return items.toSorted(unpricedFirst);
}

/** Also those that have a price by now, whose past events have none yet. */
const rank = ({ price, unpricedEvents }: PricedModel) => {
  if (!price) return 0;
  return unpricedEvents > 0 ? 1 : 2;
};

const unpricedFirst = (a: PricedModel, b: PricedModel) =>
  rank(a) - rank(b) || b.costNanoUsd - a.costNanoUsd || b.tokens - a.tokens;
