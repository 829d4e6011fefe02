import { type OpenedLogs, saveOrSay } from "../commands/open-logs.ts";
import { CostCells } from "./add-up.ts";
import { appendCostChange, type CostCache, takeChange, writeCostCache } from "./cost-cache.ts";
import { type CostKeys, holds, readCostKeys, withKeys } from "./cost-keys.ts";
import { pricesNow } from "./cost-sums.ts";
import { dateFinder } from "./date-finder.ts";
import { cardFinder, type KnownCards, pricerOf } from "./rate-cards.ts";
import type { CellsOptions, Seen } from "./read-cells.ts";
import { shortKeyOf, skippedIn, usageOf } from "./usage-of-logs.ts";

/**
 * Adds up anew what is resolved together with the logs that grew. False where what is new is not theirs alone, and everything has to
 * be read.
 */
export async function readGrown(
  { open, folder, timezone, now }: CellsOptions,
  cache: CostCache,
  { seen, changed }: { seen: Seen; changed: Set<string> },
): Promise<boolean> {
  const numbers = new Set([...changed].flatMap((path) => cache.files.get(path)?.group ?? []));
  const only = new Set([...cache.files.keys()].filter((path) => numbers.has(groupIn(cache, path))));
  const knownCards = cache.cards.size;
  const logs = await open(only);
  const { cells, fresh, known } = await readOn(logs, { timezone, cards: cache.cards });
  // After a kill, what was read and what was added up may be of different moments.
  if (known !== eventsIn(cache, numbers) || logs.library.skipped().files > 0) return false;
  const keys = fresh.length > 0 || cache.isLong ? readCostKeys(folder, cache) : noKeys;
  if (!keys || !areNew(fresh, keys, cache)) return false;

  const files = filesOf(logs, { seen, only, group: Math.min(...numbers) });
  const change = { merged: [...numbers], files, cells: cells.all(), freshKeys: fresh };
  takeChange(cache, change);
  await cardFinder(cache.cards, pricesNow([...cache.groups.values()].flat(), now));
  await saveOrSay(logs, () => {});
  if (cache.isLong) {
    writeCostCache(folder, timezone, { ...cache, keys: withKeys(keys, cache.freshKeys) });
  } else {
    const hasNewCards = cache.cards.size > knownCards;
    appendCostChange(folder, cache, { ...change, ...(hasNewCards && { cards: cache.cards }) });
  }
  return true;
}

const noKeys: CostKeys = new Uint32Array();

/** What is resolved together is one group from now on. */
function filesOf(
  logs: OpenedLogs,
  { seen, only, group }: { seen: Seen; only: Set<string>; group: number },
): CostCache["files"] {
  const skippedLines = skippedIn(logs);
  const stateOf = (path: string) => ({
    signature: seen.get(path)?.signature ?? "",
    group,
    skippedLines: skippedLines.get(path) ?? 0,
  });
  return new Map([...only].map((path) => [path, stateOf(path)]));
}

function eventsIn({ groups }: CostCache, numbers: Set<number>): number {
  const cells = [...numbers].flatMap((number) => groups.get(number) ?? []);
  return cells.reduce((sum, { events }) => sum + events, 0);
}

const groupIn = ({ files }: CostCache, path: string) => files.get(path)?.group ?? -1;

/** What files come to as they are now, how many responses they held before, and hashes of the keys that are new in them. */
async function readOn(
  logs: OpenedLogs,
  { timezone, cards }: { timezone: string; cards: KnownCards },
) {
  await logs.library.refresh({ paths: [] });
  const before = new Set<string>();
  for (const { item } of usageOf(logs)) before.add(item.key);
  await logs.library.refresh();
  const usage = [...usageOf(logs)];
  const requests = usage.flatMap(({ item: { runtime, model, occurredAt } }) =>
    model === null ? [] : { runtime, model, occurredAt },
  );
  const cardFor = await cardFinder(cards, requests);
  const cells = new CostCells({ dateOf: dateFinder(timezone), price: pricerOf(cardFor) });
  const fresh: number[] = [];
  for (const placed of usage) {
    cells.add(placed.item, placed);
    if (!before.has(placed.item.key)) fresh.push(shortKeyOf(placed));
  }
  return { cells, fresh, known: before.size };
}

/** Whether no log held these keys before. */
function areNew(fresh: number[], keys: CostKeys, { freshKeys }: CostCache): boolean {
  const since = new Set(freshKeys);
  return !fresh.some((hash) => since.has(hash) || holds(keys, hash));
}
