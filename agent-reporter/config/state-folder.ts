import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { CommandIo } from "../output/command-io.ts";

type Surroundings = Pick<CommandIo, "env" | "platform" | "homeDir">;

/** Where the reporter keeps its state: `STINT_HOME`, else the place the operating system gives it. */
export function stateFolder({ env, platform, homeDir }: Surroundings): string {
  const chosen = env["STINT_HOME"];
  if (chosen) return path.resolve(chosen);
  if (platform === "darwin") return path.join(homeDir, "Library", "Application Support", "stint");
  if (platform === "win32") {
    return path.join(env["LOCALAPPDATA"] || path.join(homeDir, "AppData", "Local"), "stint");
  }
  return path.join(env["XDG_STATE_HOME"] || path.join(homeDir, ".local", "state"), "stint");
}

/**
 * The state folder for a command that reads logs: made if need be, and rid of what killed processes left. Where it
 * cannot be made or written, nothing is kept, and everything is read from the logs each time.
 */
export function openStateFolder(surroundings: Surroundings): string {
  const folder = stateFolder(surroundings);
  try {
    makeStateFolder(folder);
    removeOldDrafts(folder);
  } catch {
    // A full disk, or one that cannot be written: `stint doctor` says so.
  }
  return folder;
}

const draftEnd = ".tmp";

/** No process takes as long to write a file. */
const oldDraftMs = 3_600_000;

/** Where a file is written before it takes its place. What a kill leaves there is removed later. */
export function draftOf(file: string): string {
  const name = Math.floor(Math.random() * 2 ** 48);
  return `${file}.${name.toString(16).padStart(12, "0")}${draftEnd}`;
}

function removeOldDrafts(folder: string): void {
  const inside = readdirSync(folder, { withFileTypes: true });
  const folders = inside.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const place of ["", ...folders].map((name) => path.join(folder, name))) {
    for (const name of readdirSync(place)) {
      const file = path.join(place, name);
      if (name.endsWith(draftEnd) && isOld(file)) rmSync(file, { force: true });
    }
  }
}

function isOld(file: string): boolean {
  const writtenAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return writtenAt !== undefined && Math.abs(Date.now() - writtenAt) > oldDraftMs;
}

/** Makes the folder if need be, readable by its owner alone. */
export function makeStateFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
