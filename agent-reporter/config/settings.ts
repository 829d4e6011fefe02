import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { fieldOf, readStateFile, textOf, writeStateFile } from "./state-file.ts";

/** What the person set for this machine, in `config.json`. */
export type Settings = {
  /** False: no title and no branch name leaves the machine. */
  titles: boolean;
};

const settingsIn = (folder: string) => path.join(folder, "config.json");
const machineIn = (folder: string) => path.join(folder, "machine.json");

/** A broken file counts as the careful choice: what it forbade must not be sent. */
export function readSettings(folder: string): Settings {
  const stored = readStateFile(settingsIn(folder));
  if (stored === undefined) return { titles: !existsSync(settingsIn(folder)) };
  return { titles: fieldOf(stored, "titles") !== false };
}

/** Changes some settings and keeps the others, also those of another version. */
export function changeSettings(folder: string, changes: Partial<Settings>): Settings {
  const stored = readStateFile(settingsIn(folder));
  const kept = typeof stored === "object" && stored !== null ? stored : {};
  writeStateFile(settingsIn(folder), `${JSON.stringify({ ...kept, ...changes }, null, 2)}\n`);
  return readSettings(folder);
}

/** A random id that this installation keeps, so that a second login replaces the first one's token. */
export function machineKey(folder: string): string {
  const stored = textOf(readStateFile(machineIn(folder)), "machineKey");
  if (stored && stored.length >= 8 && stored.length <= 100) return stored;

  const made = randomUUID();
  writeStateFile(machineIn(folder), `${JSON.stringify({ machineKey: made })}\n`);
  return made;
}
