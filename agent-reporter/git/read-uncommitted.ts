import type { UncommittedWork } from "#contract/git.ts";
import { emptyTree, readDiff } from "./read-commits.ts";
import { withoutFilters } from "./quiet-git.ts";
import type { AskGit } from "./run-git.ts";

/** A submodule has settings of its own: only its commit is compared. */
const ignoreInside = "--ignore-submodules=dirty";

/** Work that is in no commit; null where git takes too long to say. Of files only their number is kept. */
export async function readUncommitted(
  askAnything: AskGit,
  head: string | null,
): Promise<UncommittedWork | null> {
  const ask = await withoutFilters(askAnything);
  if (!ask) return null;
  const untracked = "--untracked-files=all";
  const answer = await ask("status", "--porcelain=v2", "-z", untracked, ignoreInside);
  if (answer.type !== "answered") return null;
  const counts = countFiles(answer.lines.join("\n").split("\0"));
  if (counts.staged + counts.unstaged === 0) {
    return { ...counts, diff: { files: 0, added: 0, removed: 0 } };
  }
  return { ...counts, diff: await readDiff(ask, head ?? emptyTree(null), ignoreInside) };
}

function countFiles(entries: string[]) {
  const counts = { staged: 0, unstaged: 0, untracked: 0 };
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] ?? "";
    const [kind, staged, unstaged] = [entry[0], entry[2], entry[3]];
    if (kind === "?") counts.untracked++;
    if (kind === "u") counts.unstaged++;
    if (kind !== "1" && kind !== "2") continue;
    if (staged !== ".") counts.staged++;
    if (unstaged !== ".") counts.unstaged++;
    // A renamed file's old name is an entry of its own.
    if (kind === "2") at++;
  }
  return counts;
}
