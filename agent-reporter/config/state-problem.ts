import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { messageOf } from "../output/command-error.ts";
import { draftOf, makeStateFolder } from "./state-folder.ts";

/** As much as a small machine's state takes. */
const probe = Buffer.alloc(64 << 10);

/** Why nothing can be kept in the state folder, found by trying; null where all is well. */
export function stateProblem(folder: string): string | null {
  const file = draftOf(path.join(folder, "probe"));
  try {
    makeStateFolder(folder);
    writeFileSync(file, probe, { mode: 0o600, flush: true });
    return null;
  } catch (error) {
    return `Nothing can be kept in ${folder} (${messageOf(error)}): all is read and sent again each time.`;
  } finally {
    removeIfThere(file);
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing can be written, nothing was.
  }
}
