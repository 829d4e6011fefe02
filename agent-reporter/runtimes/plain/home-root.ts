import { homedir } from "node:os";
import path from "node:path";
import type { LogRoot } from "../runtime-adapter.ts";

/** The user's home folder. */
export const homeFolder = (env: Record<string, string | undefined>): string =>
  env["HOME"] ?? env["USERPROFILE"] ?? homedir();

/** Where a runtime keeps its logs: the folder that the first set variable names, else a folder in the user's home. */
export function rootFrom(
  env: Record<string, string | undefined>,
  variables: string[],
  inHome: string,
): LogRoot {
  for (const name of variables) {
    const named = env[name];
    if (named) return { path: path.resolve(named), fromVariable: name };
  }
  return { path: path.join(homeFolder(env), inHome), fromVariable: null };
}
