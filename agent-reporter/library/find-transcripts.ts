import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { RuntimeAdapter } from "../runtimes/runtime-adapter.ts";

/** A transcript below a root; `relative` has `/` on every system. */
export type FoundFile = { path: string; relative: string };

/** All transcripts below a root, in a fixed order. Folders that cannot be opened are told to `unreadable`. */
export function findTranscripts(
  root: string,
  adapter: RuntimeAdapter,
  unreadable: (path: string, error: unknown) => void,
): FoundFile[] {
  const found: FoundFile[] = [];
  const links = new FollowedLinks(root);
  const isToEnter = (entry: Dirent, inside: string) =>
    entry.isDirectory()
      ? !adapter.skipsFolder?.(inside)
      : entry.isSymbolicLink() &&
        adapter.isTranscript(`${inside}/any.jsonl`) &&
        links.follow(path.join(root, inside));
  const visit = (folder: string, relative: string) => {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      unreadable(folder, error);
      return;
    }
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      // Some keep a repository for each task beside its log.
      if (entry.name === ".git") continue;
      const inside = relative ? `${relative}/${entry.name}` : entry.name;
      const here = folder + path.sep + entry.name;
      if (isToEnter(entry, inside)) visit(here, inside);
      else if (adapter.isTranscript(inside)) found.push({ path: here, relative: inside });
    }
  };
  // Without a slash at its end, by which it would be named twice.
  visit(path.normalize(root).replace(/[\\/]+$/, ""), "");
  return found;
}

/** Some keep their logs on another disk, behind a link. Each folder is followed once, and none that holds the root. */
class FollowedLinks {
  #root: string;
  #followed = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  follow(link: string): boolean {
    try {
      if (!statSync(link).isDirectory()) return false;
      const [folder, root] = [realpathSync(link), realpathSync(this.#root)].map(
        (one) => one + path.sep,
      );
      if (!folder || !root || folder.startsWith(root) || root.startsWith(folder)) return false;
      const isNew = !this.#followed.has(folder);
      this.#followed.add(folder);
      return isNew;
    } catch {
      // A link to nothing is told as a file that cannot be read, where it has a log's name.
      return false;
    }
  }
}
