import type { OpenedLogs } from "../commands/open-logs.ts";
import { type ListedLog, listLogs, logRoots } from "../library/list-logs.ts";
import type { LogDigests } from "./alone-cells.ts";
import { type CostCache, readCostCache } from "./cost-cache.ts";
import type { CostCell } from "./cost-cells.ts";
import { cellsOf, skippedLinesOf } from "./cost-sums.ts";
import type { KnownCards } from "./rate-cards.ts";

/** What all logs came to, and what of them could not be read. */
export type ReadCells = {
  cells: CostCell[];
  skipped: { lines: number; files: number };
  /** The logs as they were before they were read; null where some could not be found. */
  seen: Map<string, ListedLog> | null;
  /** The logs that changed since they were last added up; null where all was added up anew. */
  changed: ReadonlySet<string> | null;
  /** The models' prices, when they were used and now. */
  cards: KnownCards;
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
  if (known) return known;
  const { readAll } = await import("./read-all.ts");
  return readAll(options, seen);
}

/** Null where everything has to be read. */
async function readKnown(options: CellsOptions, seen: Seen): Promise<ReadCells | null> {
  const { env, folder, timezone, now } = options;
  const cache = readCostCache(folder, timezone, now);
  if (cache?.roots.join("\n") !== logRoots(env).join("\n")) return null;
  const changed = changedFiles(cache, seen);
  if (!changed) return null;
  if (changed.size > 0) {
    const { readGrown } = await import("./read-grown.ts");
    if (!(await readGrown(options, cache, { seen, changed }))) return null;
  }
  return { ...fromCache(cache, seen), changed };
}

export type Seen = Map<string, ListedLog>;

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
function fromCache({ files, groups, cards }: CostCache, seen: Seen): Omit<ReadCells, "changed"> {
  const skipped = { lines: skippedLinesOf(files), files: 0 };
  return { cells: cellsOf(groups), skipped, seen, cards };
}
