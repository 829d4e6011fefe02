import type { OpenedLogs } from "../commands/open-logs.ts";
import { compileAsUsual, compileForMoments } from "../config/compiler.ts";
import { agentRoots, type ListedLog, listLogs } from "../library/list-logs.ts";
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
  const { env, folder, timezone, now } = options;
  const cache = readCostCache(folder, timezone, now);
  if (cache) compileForMoments();
  const roots = agentRoots(env);
  const looked = { roots: roots.map(({ root }) => root.path), seen: listLogs(roots) };
  const known = cache && (await readKnown(options, cache, looked));
  if (known) return known;
  if (cache) compileAsUsual();
  const { readAll } = await import("./read-all.ts");
  return readAll(options, looked);
}

/** So much new text is worth compiling for. */
const muchBytes = 4 << 20;

/** Null where everything has to be read. */
async function readKnown(
  options: CellsOptions,
  cache: CostCache,
  { roots, seen }: Looked,
): Promise<ReadCells | null> {
  if (!seen || cache.roots.join("\n") !== roots.join("\n")) return null;
  const changed = changedFiles(cache, seen);
  if (!changed) return null;
  if (changed.size > 0) {
    if (newBytes(changed, cache, seen) > muchBytes) compileAsUsual();
    const { readGrown } = await import("./read-grown.ts");
    if (!(await readGrown(options, cache, { seen, changed }))) return null;
  }
  return { ...fromCache(cache, seen), changed };
}

function newBytes(changed: Set<string>, { files }: CostCache, seen: Seen): number {
  const grown = [...changed].map((path) => {
    const before = Number(files.get(path)?.signature.split(":")[1]);
    return Math.abs((seen.get(path)?.size ?? 0) - (before || 0));
  });
  return grown.reduce((sum, size) => sum + size, 0);
}

export type Seen = Map<string, ListedLog>;

/** The folders that may hold logs, and the logs in them; null where some could not be found. */
export type Looked = { roots: string[]; seen: Seen | null };

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
