import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import type { Fact } from "./fact.ts";

/** Where hooks leave facts: a folder of its own, so that a watch on it sees nothing else. */
export const spoolFolder = (stateFolder: string) => path.join(stateFolder, "facts");

export const spoolFile = (stateFolder: string) => path.join(spoolFolder(stateFolder), "new.ndjson");

/** What did not fit any more; replaced when there is more again. */
export const olderFile = (stateFolder: string) =>
  path.join(spoolFolder(stateFolder), "older.ndjson");

/** What is just being taken up. */
export const takingFile = (stateFolder: string) =>
  path.join(spoolFolder(stateFolder), "taking.ndjson");

/** Without a `watch` or `sync` to take them up, the newest megabyte or two of facts are kept. */
export const largestSpoolBytes = 1 << 20;

/**
 * Appends a fact, which also wakes whoever watches the folder. Throws where that cannot be. Where the file was taken up
 * between its opening and the writing, nobody may have read the fact: it is left once more, which is as good as once.
 */
export function leaveFact(stateFolder: string, fact: Fact): void {
  const file = spoolFile(stateFolder);
  const line = `${JSON.stringify(fact)}\n`;
  let left = append(file, line);
  if (statSync(file, { throwIfNoEntry: false })?.ino !== left.ino) left = append(file, line);
  if (left.size >= largestSpoolBytes) renameSync(file, olderFile(stateFolder));
}

function append(file: string, line: string): Stats {
  const spool = openSpool(file);
  try {
    writeSync(spool, line);
    return fstatSync(spool);
  } finally {
    closeSync(spool);
  }
}

function openSpool(file: string): number {
  try {
    return openSync(file, "a", 0o600);
  } catch {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    return openSync(file, "a", 0o600);
  }
}
