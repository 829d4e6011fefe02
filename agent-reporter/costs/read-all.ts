import { type OpenedLogs, saveOrSay } from "../commands/open-logs.ts";
import { rateCardFor } from "#contract/pricing.ts";
import { CostCells, type PlacedUsage } from "./add-up.ts";
import { readAlone } from "./alone-cells.ts";
import { type CostCache, writeCostCache } from "./cost-cache.ts";
import { CostSums, cellsOf, pricesNow, pricesOf, skippedLinesOf } from "./cost-sums.ts";
import { dateFinder } from "./date-finder.ts";
import { cardFinder, type KnownCards, pricerOf } from "./rate-cards.ts";
import type { CellsOptions, Looked, ReadCells, Seen } from "./read-cells.ts";
import { shortKeyOf, skippedIn, usageOf } from "./usage-of-logs.ts";

/** Everything anew: what can be added up file by file, and what is left by the library. */
export async function readAll(options: CellsOptions, { roots, seen }: Looked): Promise<ReadCells> {
  const { folder, timezone, now } = options;
  const alone = seen && (await readAlone({ ...options, cardFor: rateCardFor }, seen));
  const sums = alone ?? new CostSums();
  const left = seen && alone && new Set([...seen.keys()].filter((path) => !alone.files.has(path)));
  const unreadable = left?.size === 0 ? 0 : await addResolved(options, sums, { seen, only: left });
  const cells = cellsOf(sums.groups);
  const cards: KnownCards = new Map();
  await cardFinder(cards, [...pricesOf(cells), ...pricesNow(cells, now)]);
  if (seen && unreadable === 0) {
    const { files, groups } = sums;
    const keys = Uint32Array.from(sums.keys).toSorted();
    writeCostCache(folder, timezone, { madeAt: now, roots, files, groups, cards, keys });
  }
  const skipped = { lines: skippedLinesOf(sums.files), files: unreadable };
  return { cells, cards, skipped, seen, changed: null };
}

/** Adds what the library makes of all logs, or of some; answers how many files could not be read. */
async function addResolved(
  { open, timezone }: CellsOptions,
  sums: CostSums,
  { seen, only }: { seen: Seen | null; only: Set<string> | null },
): Promise<number> {
  const logs = await (only ? open(only) : open());
  await logs.library.refresh();
  const { groupOfRun, files } = groupsOf(logs, { seen, first: sums.files.size });
  for (const [path, file] of files) sums.files.set(path, file);
  const byGroup = new Map<number, CostCells>();
  const dateOf = dateFinder(timezone);
  const price = pricerOf(rateCardFor);
  for (const placed of usageOf(logs)) {
    const group = groupOfRun(placed);
    const cells = byGroup.get(group) ?? new CostCells({ dateOf, price });
    byGroup.set(group, cells);
    cells.add(placed.item, placed);
    sums.keys.push(shortKeyOf(placed));
  }
  for (const [group, cells] of byGroup) sums.groups.set(group, cells.all());
  await saveOrSay(logs, () => {});
  return logs.library.skipped().files;
}

/** Numbers for groups of files, and which one a response belongs to. */
function groupsOf(logs: OpenedLogs, { seen, first }: { seen: Seen | null; first: number }) {
  const files: CostCache["files"] = new Map();
  const skippedLines = skippedIn(logs);
  const byRun = new Map<string, number>();
  const byRuntime = new Map<string, number>();
  for (const [at, { runtime, paths, runIds }] of logs.library.groups().entries()) {
    const number = first + at;
    for (const run of runIds) byRun.set(`${runtime} ${run}`, number);
    if (runIds.length === 0) byRuntime.set(runtime, number);
    for (const path of paths) {
      const signature = seen?.get(path)?.signature ?? "";
      files.set(path, { signature, group: number, skippedLines: skippedLines.get(path) ?? 0 });
    }
  }
  const groupOfRun = ({ item }: PlacedUsage) =>
    byRun.get(`${item.runtime} ${item.runId}`) ?? byRuntime.get(item.runtime) ?? -1;
  return { groupOfRun, files };
}
