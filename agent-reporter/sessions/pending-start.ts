import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { readStateFile, textOf, writeStateFile } from "../config/state-file.ts";

const fileIn = (folder: string) => path.join(folder, "session-start.json");

/**
 * The id that a start is sent under, kept until it is answered: sent again after a lost answer or a kill, the same start
 * has the same id, and the server begins one session. `asked` is all that the start says.
 */
export function startIdOf(folder: string, asked: string): { id: string; isRepeated: boolean } {
  const stored = readStateFile(fileIn(folder));
  const known = textOf(stored, "asked") === asked ? textOf(stored, "id") : undefined;
  if (known) return { id: known, isRepeated: true };
  return { id: newStartId(folder, asked), isRepeated: false };
}

/** A new one in its place. */
export function newStartId(folder: string, asked: string): string {
  const id = randomUUID();
  try {
    writeStateFile(fileIn(folder), `${JSON.stringify({ asked, id })}\n`);
  } catch {
    // Nothing can be kept: a start sent twice is then refused as one that is open.
  }
  return id;
}

/** It was answered. */
export function forgetStart(folder: string): void {
  try {
    rmSync(fileIn(folder), { force: true });
  } catch {
    // The next start of the same words finds the session that this one began, which is over or still open.
  }
}
