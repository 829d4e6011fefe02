import { type OpenedLogs, saveOrSay } from "../commands/open-logs.ts";
import { CostCells } from "./add-up.ts";
import {
  type CostCache,
  type CostKeys,
  holds,
  readCostKeys,
  writeCostCache,
} from "./cost-cache.ts";
import { dateFinder } from "./date-finder.ts";
import type { CellsOptions, Seen } from "./read-cells.ts";
import { shortKeyOf, skippedIn, usageOf } from "./usage-of-logs.ts";

/**
 * Adds up anew what is resolved together with the logs that grew. False where what is new is not theirs alone, and everything has to
 * be read.
 */
export async function readGrown(
  { open, folder, timezone }: CellsOptions,
  cache: CostCache,
  { seen, changed }: { seen: Seen; changed: Set<string> },
): Promise<boolean> {
  const numbers = new Set([...changed].flatMap((path) => cache.files.get(path)?.group ?? []));
  const only = new Set([...cache.files.keys()].filter((path) => numbers.has(groupIn(cache, path))));
  const logs = await open(only);
  const { cells, fresh } = await readOn(logs, timezone);
  const keys = readCostKeys(folder, cache);
  const isShared = !keys || fresh.some((hash) => holds(keys, hash));
  if (isShared || logs.library.skipped().files > 0) return false;

  // From now on they are one group.
  const [group = 0] = numbers;
  for (const number of numbers) cache.groups.delete(number);
  cache.groups.set(group, cells.all());
  const skippedLines = skippedIn(logs);
  for (const path of only) {
    const signature = seen.get(path)?.signature ?? "";
    cache.files.set(path, { signature, group, skippedLines: skippedLines.get(path) ?? 0 });
  }
  await saveOrSay(logs, () => {});
  writeCostCache(folder, timezone, { ...cache, keys: withKeys(keys, fresh) });
  return true;
}

const groupIn = ({ files }: CostCache, path: string) => files.get(path)?.group ?? -1;

/** What files come to as they are now, and hashes of the keys that they did not hold before. */
async function readOn(logs: OpenedLogs, timezone: string) {
  await logs.library.refresh({ paths: [] });
  const before = new Set<string>();
  for (const { item } of usageOf(logs)) before.add(item.key);
  await logs.library.refresh();
  const cells = new CostCells(dateFinder(timezone));
  const fresh: number[] = [];
  for (const placed of usageOf(logs)) {
    cells.add(placed);
    if (!before.has(placed.item.key)) fresh.push(shortKeyOf(placed));
  }
  return { cells, fresh };
}

function withKeys(keys: CostKeys, fresh: number[]): CostKeys {
  const all = new Uint32Array(keys.length + fresh.length);
  all.set(keys);
  all.set(fresh, keys.length);
  return all.toSorted();
}
