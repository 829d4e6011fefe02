import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
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

/** Appends a fact, which also wakes whoever watches the folder. Throws where that cannot be. */
export function leaveFact(stateFolder: string, fact: Fact): void {
  const file = spoolFile(stateFolder);
  const line = `${JSON.stringify(fact)}\n`;
  try {
    appendFileSync(file, line, { mode: 0o600 });
  } catch {
    mkdirSync(spoolFolder(stateFolder), { recursive: true, mode: 0o700 });
    appendFileSync(file, line, { mode: 0o600 });
  }
  if (statSync(file).size >= largestSpoolBytes) renameSync(file, olderFile(stateFolder));
}
