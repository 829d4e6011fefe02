import type { DigestedFile } from "../library/digest-logs.ts";
import { figuresAt, shortHash } from "../library/file-digest.ts";
import { Joined } from "../library/file-groups.ts";
import type { ListedLog } from "../library/list-logs.ts";
import { CostCells } from "./add-up.ts";
import { type CardFinder, pricerOf } from "./rate-cards.ts";
import { dateFinder } from "./date-finder.ts";
import type { CostCell } from "./cost-cells.ts";
import { CostSums } from "./cost-sums.ts";

/** How logs are read each by itself. */
export type LogDigests = {
  /** Reads logs for the first time and hands each on; false where that is not worth it, or was done before. */
  digest(logs: Map<string, ListedLog>, take: (file: DigestedFile) => void): Promise<boolean>;
  /** The name of a working directory's project. */
  projectOf(folder: string): Promise<string | null>;
  /** Keeps what was learned of projects. */
  saveProjects(): Promise<void>;
};

/**
 * Adds logs up from their digests. The sums name the files that were added up; the others are left for whoever resolves
 * them with more than that. Null where logs are not read by themselves.
 */
export async function readAlone(
  options: LogDigests & { timezone: string; cardFor: CardFinder },
  logs: Map<string, ListedLog>,
): Promise<CostSums | null> {
  const files = new DigestedFiles(options);
  if (!(await options.digest(logs, (file) => files.take(file)))) return null;
  const { groups, shared } = groupsOf(files.all());
  const alone = groups.filter((group) => group.every(({ digest: { standsAlone } }) => standsAlone));
  const projects = await files.projects();
  await options.saveProjects();
  const sums = new CostSums();
  for (const [number, group] of alone.entries()) {
    for (const { path, skippedLines, digest: found } of group) {
      const { signature = "" } = logs.get(path) ?? {};
      sums.files.set(path, { signature, group: number, skippedLines });
      for (const key of found.keys) sums.keys.push(shortHash(key));
    }
    const cells = files.cellsOf(group, { shared, projects });
    if (cells.length > 0) sums.groups.set(number, cells);
  }
  return sums;
}

type Projects = Map<string, string | null>;
type Known = { shared: Set<number>; projects: Projects };

/** Files as they come in: each is added up at once, and its project is asked for, while others are read. */
class DigestedFiles {
  #ownCells = new Map<DigestedFile, CostCells>();
  #projects = new Map<string, Promise<string | null>>();
  #newCells: () => CostCells;
  #projectOf: LogDigests["projectOf"];

  constructor({
    timezone,
    cardFor,
    projectOf,
  }: Pick<LogDigests, "projectOf"> & { timezone: string; cardFor: CardFinder }) {
    const dateOf = dateFinder(timezone);
    const price = pricerOf(cardFor);
    this.#newCells = () => new CostCells({ dateOf, price });
    this.#projectOf = projectOf;
  }

  take(file: DigestedFile): void {
    const { digest, adapter } = file;
    const cells = this.#newCells();
    const place = { session: digest.rootRunId, project: null };
    for (let at = 0; at < digest.keys.length; at++) {
      cells.add(figuresAt(digest, at, adapter.runtime), place);
    }
    this.#ownCells.set(file, cells);
    const { cwd } = digest;
    if (cwd && !this.#projects.has(cwd)) this.#projects.set(cwd, this.#projectOf(cwd));
  }

  all(): DigestedFile[] {
    return [...this.#ownCells.keys()];
  }

  async projects(): Promise<Projects> {
    const names = [...this.#projects].map(async ([cwd, name]) => [cwd, await name] as const);
    return new Map(await Promise.all(names));
  }

  /** What a group comes to: its files' own sums where none of them shares a response. */
  cellsOf(group: DigestedFile[], { shared, projects }: Known): CostCell[] {
    const cells = this.#newCells();
    const sharedHere = new Set<number>();
    for (const { digest } of group) {
      for (const key of digest.keys) if (shared.has(key)) sharedHere.add(key);
    }
    if (sharedHere.size > 0) addShared(cells, group, { shared: sharedHere, projects });
    else {
      for (const file of group) {
        const project = projectIn(group, file, projects);
        cells.addCells(this.#ownCells.get(file)?.all() ?? [], project);
      }
    }
    return cells.all();
  }
}

/** A session's files and all that share a response with them, in groups; and the responses that are shared. */
function groupsOf(files: DigestedFile[]): { groups: DigestedFile[][]; shared: Set<number> } {
  const shared = new Set<number>();
  const holders = new Map<number, DigestedFile>();
  const joined = new Joined<DigestedFile | string>();
  for (const file of files) {
    joined.join(file, `${file.adapter.runtime} ${file.digest.rootRunId}`);
    for (const key of file.digest.keys) {
      const other = holders.get(key);
      if (!other) holders.set(key, file);
      else if (other !== file) {
        shared.add(key);
        joined.join(file, other);
      }
    }
  }
  const groups = joined.groups().map((group) => group.filter((one) => typeof one !== "string"));
  return { groups, shared };
}

/** Response by response: `shared` are those that count for one of several files. */
function addShared(cells: CostCells, group: DigestedFile[], { shared, projects }: Known): void {
  const places = new Map(
    group.map((file) => [
      file,
      { session: file.digest.rootRunId, project: projectIn(group, file, projects) },
    ]),
  );
  for (const [file, place] of places) {
    const { digest, adapter } = file;
    // Without an iterator, which makes a pair for each.
    for (let at = 0; at < digest.keys.length; at++) {
      if (shared.has(digest.keys[at] ?? 0)) continue;
      cells.add(figuresAt(digest, at, adapter.runtime), place);
    }
  }
  const [first] = group;
  if (!first?.adapter.creditShared) return;
  for (const { file, figures } of first.adapter.creditShared(group, shared)) {
    const place = places.get(file);
    if (place) cells.add(figures, place);
  }
}

/** The session's own, which is that of its longest transcript; else the file's. */
function projectIn(
  group: DigestedFile[],
  { digest: { rootRunId, cwd } }: DigestedFile,
  projects: Projects,
): string | null {
  let main: DigestedFile["digest"] | null = null;
  for (const { digest } of group) {
    const isMain = digest.isRoot && digest.rootRunId === rootRunId;
    if (isMain && (!main || digest.lastAt > main.lastAt)) main = digest;
  }
  const nameOf = (folder: string | null | undefined) => (folder && projects.get(folder)) || null;
  return nameOf(main?.cwd) ?? nameOf(cwd);
}
