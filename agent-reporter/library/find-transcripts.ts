import { readdirSync } from "node:fs";
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
  const visit = (relative: string) => {
    const folder = path.join(root, relative);
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      unreadable(folder, error);
      return;
    }
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = relative ? `${relative}/${entry.name}` : entry.name;
      if (entry.isDirectory()) visit(inside);
      else if (adapter.isTranscript(inside))
        found.push({ path: path.join(root, inside), relative: inside });
    }
  };
  visit("");
  return found;
}
