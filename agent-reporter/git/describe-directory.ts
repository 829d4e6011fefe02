import process from "node:process";
import type { DirectoryFacts } from "../library/library-types.ts";
import { describeFolder, normaliseRemote } from "../library/project-key.ts";
import { type Repository, readRepository } from "./read-repository.ts";
import { RememberedProjects } from "./remembered-projects.ts";

/** Facts of a working directory for the library, and a way to keep what was learned. */
export type DirectoryDescriber = {
  describe: (folder: string) => Promise<DirectoryFacts>;
  save: () => void;
};

/** A branch or a commit changes while an agent works; the remote hardly ever does. */
const lifeMs = 2_000;
const maxAtOnce = 4;
const maxCached = 2_000;

/** Describes directories by git: cached for a moment, and at most a few processes at once. */
export function directoryDescriber(
  env: Record<string, string | undefined>,
  stateFolder: string | null,
): DirectoryDescriber {
  const remembered = new RememberedProjects(stateFolder);
  const cache = new Map<string, { until: number; facts: Promise<DirectoryFacts> }>();
  const oneOfFew = limitedTo(maxAtOnce);

  async function ask(folder: string): Promise<DirectoryFacts> {
    const answer = await oneOfFew(() => readRepository(folder, env));
    switch (answer.type) {
      case "repository": {
        const project = projectOf(answer.repository);
        if (project) remembered.set(folder, project);
        const { branch, headCommit } = answer.repository;
        return { project, branch, headCommit };
      }
      case "none":
        return describeFolder(folder);
      case "unknown": {
        const project = remembered.get(folder);
        if (project) return { project, branch: null, headCommit: null };
        return { ...describeFolder(folder), isGuess: true };
      }
    }
  }

  function describe(folder: string): Promise<DirectoryFacts> {
    // The clock called `performance` is loaded at its first use, which a start feels.
    const now = process.uptime() * 1_000;
    const known = cache.get(folder);
    if (known && known.until > now) return known.facts;
    if (cache.size >= maxCached) cache.clear();
    const facts = ask(folder);
    cache.set(folder, { until: now + lifeMs, facts });
    return facts;
  }

  return { describe, save: () => remembered.save() };
}

/** By its remote, so that every clone is the same project; else by its folder's name. */
function projectOf({ originUrl, root }: Repository): DirectoryFacts["project"] {
  const key = originUrl === null ? null : normaliseRemote(originUrl);
  if (key) return { key: key.slice(0, 300), name: (key.split("/").at(-1) ?? key).slice(0, 100) };
  return describeFolder(root).project;
}

/** Runs tasks, never more than `most` at the same time. */
function limitedTo(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
