import type { OpenedLogs } from "../commands/open-logs.ts";
import { type ListedLog, listLogs, logRoots } from "../library/list-logs.ts";
import { type CostCell, CostCells, type PlacedUsage, placesOf } from "./cost-cells.ts";
import { keyHash, shortHash } from "../library/file-digest.ts";
import { type LogDigests, readAlone } from "./alone-cells.ts";
import { dateFinder } from "./date-finder.ts";
import { CostSums, cellsOf, skippedLinesOf } from "./cost-sums.ts";
import { type CostCache, holds, readCostCache, writeCostCache } from "./cost-cache.ts";

/** What all logs came to, and what of them could not be read. */
export type ReadCells = {
  cells: CostCell[];
  skipped: { lines: number; files: number };
  /** The logs as they were before they were read; null where some could not be found. */
  seen: Map<string, ListedLog> | null;
};

export type CellsOptions = LogDigests & {
  env: Record<string, string | undefined>;
  folder: string;
  timezone: string;
  now: number;
  /** Opens the logs for usage; `only` some of them. */
  open(only?: ReadonlySet<string>): Promise<OpenedLogs>;
};

/**
 * Adds the logs up. What was added up before is taken where its files are the same; of those that grew, all that is
 * resolved together with them is added up anew; new files may share responses with any other, so that everything is.
 */
export async function readCells(options: CellsOptions): Promise<ReadCells> {
  const seen = listLogs(options.env);
  const known = seen && (await readKnown(options, seen));
  return known ?? readAll(options, seen);
}

/** Null where everything has to be read. */
async function readKnown(options: CellsOptions, seen: Seen): Promise<ReadCells | null> {
  const { env, folder, timezone, now } = options;
  const cache = readCostCache(folder, timezone, now);
  if (cache?.roots.join("\n") !== logRoots(env).join("\n")) return null;
  const changed = changedFiles(cache, seen);
  if (!changed) return null;
  const isDone = changed.size === 0 || (await updateGroups(options, cache, { seen, changed }));
  return isDone ? fromCache(cache, seen) : null;
}

type Seen = Map<string, ListedLog>;

/** Null where there are files that were not there before. */
function changedFiles({ files }: CostCache, seen: Seen): Set<string> | null {
  const changed = new Set<string>();
  for (const [path, { signature }] of seen) {
    const known = files.get(path);
    if (!known) return null;
    if (known.signature !== signature) changed.add(path);
  }
  return changed;
}

/** Files that are gone count on. */
function fromCache({ files, groups }: CostCache, seen: Seen): ReadCells {
  return { cells: cellsOf(groups), skipped: { lines: skippedLinesOf(files), files: 0 }, seen };
}

/** False where what is new is not those files' alone, and everything has to be read. */
async function updateGroups(
  { open, folder, timezone }: CellsOptions,
  cache: CostCache,
  { seen, changed }: { seen: Seen; changed: Set<string> },
): Promise<boolean> {
  const numbers = new Set([...changed].flatMap((path) => cache.files.get(path)?.group ?? []));
  const only = new Set([...cache.files.keys()].filter((path) => numbers.has(groupIn(cache, path))));
  const logs = await open(only);
  const { cells, fresh } = await readGrown(logs, timezone);
  const isShared = fresh.some((hash) => holds(cache.keys, hash));
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
  cache.keys = Uint32Array.from([...cache.keys, ...fresh]).toSorted();
  await logs.save();
  writeCostCache(folder, timezone, cache);
  return true;
}

const groupIn = ({ files }: CostCache, path: string) => files.get(path)?.group ?? -1;

/** What files come to as they are now, and hashes of the keys that they did not hold before. */
async function readGrown(logs: OpenedLogs, timezone: string) {
  await logs.library.refresh({ paths: [] });
  const before = new Set<string>();
  for (const { item } of usageOf(logs)) before.add(item.key);
  await logs.library.refresh();
  const cells = new CostCells(dateFinder(timezone));
  const fresh: number[] = [];
  for (const placed of usageOf(logs)) {
    cells.add(placed);
    if (!before.has(placed.item.key)) fresh.push(shortHash(keyHash(placed.item.key)));
  }
  return { cells, fresh };
}

const usageOf = ({ library }: OpenedLogs): Iterable<PlacedUsage> => placesOf(library.items());

const skippedIn = ({ library }: OpenedLogs) => library.skippedByFile();

/** Everything anew: what can be added up file by file, and what is left by the library. */
async function readAll(options: CellsOptions, seen: Seen | null): Promise<ReadCells> {
  const { env, folder, timezone, now } = options;
  const alone = seen && (await readAlone(options, seen));
  const sums = alone ?? new CostSums();
  const left = seen && alone && new Set([...seen.keys()].filter((path) => !alone.files.has(path)));
  const unreadable = left?.size === 0 ? 0 : await addResolved(options, sums, { seen, only: left });
  if (seen && unreadable === 0) {
    const { files, groups } = sums;
    const keys = Uint32Array.from(sums.keys).toSorted();
    writeCostCache(folder, timezone, { madeAt: now, roots: logRoots(env), files, groups, keys });
  }
  const lines = skippedLinesOf(sums.files);
  return { cells: cellsOf(sums.groups), skipped: { lines, files: unreadable }, seen };
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
  for (const placed of usageOf(logs)) {
    const group = groupOfRun(placed);
    const cells = byGroup.get(group) ?? new CostCells(dateOf);
    byGroup.set(group, cells);
    cells.add(placed);
    sums.keys.push(shortHash(keyHash(placed.item.key)));
  }
  for (const [group, cells] of byGroup) sums.groups.set(group, cells.all());
  await logs.save();
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
