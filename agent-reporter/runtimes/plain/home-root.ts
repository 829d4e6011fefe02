import { homedir } from "node:os";
import path from "node:path";
import type { LogRoot } from "../runtime-adapter.ts";

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
  const home = env["HOME"] ?? env["USERPROFILE"] ?? homedir();
  return { path: path.join(home, inHome), fromVariable: null };
}
