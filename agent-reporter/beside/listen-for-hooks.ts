import { existsSync, type FSWatcher, mkdirSync, watch } from "node:fs";
import { takeUpFacts } from "./agent-states.ts";
import { spoolFile, spoolFolder } from "./fact-spool.ts";

/** Agents' last lines reach the disk shortly after their hooks ran. */
const lastLinesMs = 400;
/** Hooks may come by the dozen a second; looking through all logs must not. */
const atMostEveryMs = 500;

/**
 * Calls `wake` as soon as a hook left a fact and once more when its lines are on disk, and takes the facts up. Answers
 * how to stop. Where the system gives no watch, the poll finds the logs' news all the same.
 */
export function listenForHooks(folder: string, wake: () => void): () => void {
  let soon: NodeJS.Timeout | undefined;
  let later: NodeJS.Timeout | undefined;
  let wokenAt = -Infinity;
  const wakeNow = () => {
    soon = undefined;
    wokenAt = performance.now();
    takeUpFacts(folder);
    wake();
  };
  const onFact = () => {
    const restMs = Math.max(0, wokenAt + atMostEveryMs - performance.now());
    soon ??= setTimeout(wakeNow, restMs);
    clearTimeout(later);
    later = setTimeout(wake, restMs + lastLinesMs);
  };
  const watcher = watchSpool(folder, onFact);
  takeUpFacts(folder);
  return () => {
    watcher?.close();
    clearTimeout(soon);
    clearTimeout(later);
  };
}

function watchSpool(folder: string, onFact: () => void): FSWatcher | undefined {
  try {
    mkdirSync(spoolFolder(folder), { recursive: true, mode: 0o700 });
    const watcher = watch(spoolFolder(folder), () => {
      // Taking facts up changes the folder as well, and leaves no new ones.
      if (existsSync(spoolFile(folder))) onFact();
    });
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}
