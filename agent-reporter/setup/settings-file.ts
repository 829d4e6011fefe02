import { randomBytes } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { createTwoFilesPatch } from "diff";

/** A file before and after; null is a file that is not there. */
export type FileChange = { file: string; before: string | null; after: string | null };

/** Null where there is no file; throws where it cannot be read. */
export function textOfFile(file: string): string | null {
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8") : null;
}

/** What would change, as `diff -u` shows it. */
export function diffOf({ file, before, after }: FileChange): string {
  const patch = createTwoFilesPatch(
    before === null ? "(not there)" : file,
    after === null ? "(removed)" : file,
    before ?? "",
    after ?? "",
    undefined,
    undefined,
    { context: 2 },
  );
  return patch.slice(patch.indexOf("--- ")).trimEnd();
}

/**
 * Writes the whole file or nothing: through a link into the file it leads to, with the mode it has. Throws where the file
 * is no longer as it was shown.
 */
export function writeChange({ file, before, after }: FileChange): void {
  if (textOfFile(file) !== before) throw new Error(`${file} has just been changed by another.`);
  if (after === null) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(path.dirname(file), { recursive: true });
  const target = before === null ? file : realpathSync(file);
  const mode = statSync(target, { throwIfNoEntry: false })?.mode;
  const unfinished = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(unfinished, after, { mode: 0o600, flush: true });
    if (mode !== undefined) chmodSync(unfinished, mode & 0o777);
    else chmodSync(unfinished, 0o644);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
