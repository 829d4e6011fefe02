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

/**
 * A random id that this installation keeps, so that a second login replaces the first one's token. A folder that was
 * copied to another host, or that several share, has one for each: nobody ends another's token.
 */
export function machineKey(folder: string, host: string): string {
  const stored = readStateFile(machineIn(folder));
  const keys = fieldOf(stored, "machineKeys");
  // Earlier versions knew of one host alone: whose it was is not told, and it is whose login is the first.
  const own = textOf(keys, host) ?? (keys ? undefined : textOf(stored, "machineKey"));
  const isKey = own !== undefined && own.length >= 8 && own.length <= 100;
  const key = isKey ? own : randomUUID();
  if (textOf(keys, host) !== key) {
    const machineKeys = { ...(typeof keys === "object" ? keys : {}), [host]: key };
    writeStateFile(machineIn(folder), `${JSON.stringify({ machineKeys })}\n`);
  }
  return key;
}
