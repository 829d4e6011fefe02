import { mkdirSync } from "node:fs";
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

/** Makes the folder if need be, readable by its owner alone. */
export function makeStateFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
