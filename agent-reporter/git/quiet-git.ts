import type { AskGit } from "./run-git.ts";

/** Settings by which git would run programs, write, or answer otherwise. */
const settings = flagsOf([
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "diff.autoRefreshIndex=false",
  "diff.relative=false",
  "log.showSignature=false",
  "log.showRoot=true",
]);

/** Asks git without what a person or a repository set for themselves. */
export const quietly =
  (ask: AskGit): AskGit =>
  (...args) =>
    ask(...settings, ...args);

/**
 * The same for questions about the folder's own files, which git would pass through the filters that are configured;
 * null where those cannot be turned off.
 */
export async function withoutFilters(ask: AskGit): Promise<AskGit | null> {
  const answer = await ask("config", "--name-only", "--get-regexp", "^filter\\.");
  if (answer.type === "silent") return null;
  const drivers = new Set(answer.lines.flatMap((line) => /^filter\.(.+)\./.exec(line)?.[1] ?? []));
  if (drivers.size === 0) return ask;
  // In front of the first `=` git would see another driver.
  if ([...drivers].some((driver) => driver.includes("="))) return null;
  const off = [...drivers].flatMap((driver) =>
    ["clean=", "smudge=", "process=", "required=false"].map((part) => `filter.${driver}.${part}`),
  );
  return (...args) => ask(...flagsOf(off), ...args);
}

function flagsOf(given: string[]): string[] {
  return given.flatMap((setting) => ["-c", setting]);
}
