import type { DigestedFile } from "../library/digest-logs.ts";
import { figuresAt, shortHash } from "../library/file-digest.ts";
import { Joined } from "../library/file-groups.ts";
import type { ListedLog } from "../library/list-logs.ts";
import { CostCells } from "./add-up.ts";
import type { CardFinder } from "./rate-cards.ts";
import { dateFinder } from "./date-finder.ts";
import { CostSums } from "./cost-sums.ts";

/** How logs are read each by itself. */
export type LogDigests = {
  /** Reads logs for the first time; null where that is not worth it, or was done before. */
  digest(logs: Map<string, ListedLog>): Promise<DigestedFile[] | null>;
  /** The projects' names, by working directory. */
  projectsOf(folders: Iterable<string>): Promise<Map<string, string | null>>;
};

/**
 * Adds logs up from their digests. The sums name the files that were added up; the others are left for whoever resolves
 * them with more than that. Null where logs are not read by themselves.
 */
export async function readAlone(
  { timezone, digest, projectsOf, cardFor }: LogDigests & { timezone: string; cardFor: CardFinder },
  logs: Map<string, ListedLog>,
): Promise<CostSums | null> {
  const files = await digest(logs);
  if (!files) return null;
  const { groups, shared } = groupsOf(files);
  const alone = groups.filter((group) => group.every(({ digest: { standsAlone } }) => standsAlone));
  const projects = await projectsOf(new Set(alone.flat().flatMap((file) => file.digest.cwd ?? [])));
  const sums = new CostSums();
  const dateOf = dateFinder(timezone);
  for (const [number, group] of alone.entries()) {
    for (const { path, skippedLines, digest: found } of group) {
      const { signature = "" } = logs.get(path) ?? {};
      sums.files.set(path, { signature, group: number, skippedLines });
      for (const key of found.keys) sums.keys.push(shortHash(key));
    }
    const cells = new CostCells({ dateOf, cardFor });
    addGroup(cells, group, { shared, projects });
    const all = cells.all();
    if (all.length > 0) sums.groups.set(number, all);
  }
  return sums;
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

type Known = { shared: Set<number>; projects: Map<string, string | null> };

function addGroup(cells: CostCells, group: DigestedFile[], { shared, projects }: Known): void {
  const sharedHere = new Set<number>();
  const places = new Map(
    group.map((file) => [
      file,
      { session: file.digest.rootRunId, project: projectIn(group, file, projects) },
    ]),
  );
  for (const [file, place] of places) {
    const { digest, adapter } = file;
    for (const [at, key] of digest.keys.entries()) {
      if (shared.has(key)) sharedHere.add(key);
      else cells.add({ item: figuresAt(digest, at, adapter.runtime), ...place });
    }
  }
  const [first] = group;
  if (sharedHere.size === 0 || !first?.adapter.creditShared) return;
  for (const { file, figures } of first.adapter.creditShared(group, sharedHere)) {
    const place = places.get(file);
    if (place) cells.add({ item: figures, ...place });
  }
}

/** The session's own, which is that of its longest transcript; else the file's. */
function projectIn(
  group: DigestedFile[],
  { digest: { rootRunId, cwd } }: DigestedFile,
  projects: Known["projects"],
): string | null {
  let main: DigestedFile["digest"] | null = null;
  for (const { digest } of group) {
    const isMain = digest.isRoot && digest.rootRunId === rootRunId;
    if (isMain && (!main || digest.lastAt > main.lastAt)) main = digest;
  }
  const nameOf = (folder: string | null | undefined) => (folder && projects.get(folder)) || null;
  return nameOf(main?.cwd) ?? nameOf(cwd);
}
