import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { draftOf, makeStateFolder } from "./state-folder.ts";

/**
 * Writes the whole file or nothing, readable by its owner alone. `isPrecious` false: it is made again where a power cut
 * took it, and so need not have reached the disk at once.
 */
export function writeStateFile(
  file: string,
  content: string | Uint8Array,
  { isPrecious = true } = {},
): void {
  makeStateFolder(path.dirname(file));
  const unfinished = draftOf(file);
  try {
    writeFileSync(unfinished, content, { mode: 0o600, flush: isPrecious });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** The file as JSON; undefined where it is missing or broken, which is the same to its readers. */
export function readStateFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** An object's own field, for reading JSON that may be anything. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/** The field where it is a text that says something. */
export function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === "string" && field !== "" ? field : undefined;
}
