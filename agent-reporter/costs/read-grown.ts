import { type OpenedLogs, saveOrSay } from "../commands/open-logs.ts";
import { CostCells } from "./add-up.ts";
import {
  type CostCache,
  type CostKeys,
  holds,
  readCostKeys,
  writeCostCache,
} from "./cost-cache.ts";
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
  const logs = await open(only);
  const { cells, fresh } = await readOn(logs, { timezone, cards: cache.cards });
  const keys = withKeys(fresh, () => readCostKeys(folder, cache));
  if (!keys || logs.library.skipped().files > 0) return false;

  // From now on they are one group.
  const [group = 0] = numbers;
  for (const number of numbers) cache.groups.delete(number);
  cache.groups.set(group, cells.all());
  await cardFinder(cache.cards, pricesNow([...cache.groups.values()].flat(), now));
  const skippedLines = skippedIn(logs);
  for (const path of only) {
    const signature = seen.get(path)?.signature ?? "";
    cache.files.set(path, { signature, group, skippedLines: skippedLines.get(path) ?? 0 });
  }
  await saveOrSay(logs, () => {});
  writeCostCache(folder, timezone, { ...cache, ...keys });
  return true;
}

const groupIn = ({ files }: CostCache, path: string) => files.get(path)?.group ?? -1;

/** What files come to as they are now, and hashes of the keys that they did not hold before. */
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
  return { cells, fresh };
}

/** The keys to keep from now on, none where they stay as they are. Null where others may hold what is new. */
function withKeys(fresh: number[], readKeys: () => CostKeys | null): { keys?: CostKeys } | null {
  if (fresh.length === 0) return {};
  const keys = readKeys();
  if (!keys || fresh.some((hash) => holds(keys, hash))) return null;
  const all = new Uint32Array(keys.length + fresh.length);
  all.set(keys);
  all.set(fresh, keys.length);
  return { keys: all.toSorted() };
}
