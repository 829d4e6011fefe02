import { randomUUID } from "node:crypto";
import { linkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fieldOf, readStateFile, textOf } from "../config/state-file.ts";
import { draftOf, makeStateFolder } from "../config/state-folder.ts";
import { codeOf } from "../output/command-error.ts";

/** Who holds a lock. */
export type Holder = { pid: number; id: string; since: string };

/** A lock that this process holds. */
export type HeldLock = {
  /** Shows that the holder lives. False where the lock was lost to another process: then stop. */
  beat(): boolean;
  release(): void;
};

export type LockOutcome = { type: "held"; lock: HeldLock } | { type: "taken"; holder: Holder };

/** A holder that has not shown itself for so long is gone, even where its number is in use again. */
export const silentAfterMs = 120_000;

/** What a lock needs to know of processes; tests have their own. */
export type Processes = { pid: number; isAlive: (pid: number) => boolean; now: () => number };

/**
 * Takes the lock, or says who has it. A lock whose process is gone is taken over. Where the disk takes no lock now, it
 * counts as held, and is taken at a later beat: two that watch at once do no harm, and none would.
 */
export function takeLock(file: string, processes: Processes): LockOutcome {
  const since = new Date(processes.now()).toISOString();
  const own: Holder = { pid: processes.pid, id: randomUUID(), since };
  try {
    const holder = takenBy(file, own, processes);
    if (holder) return { type: "taken", holder };
  } catch {
    // A full disk, or one that cannot be written.
  }
  return { type: "held", lock: heldLock(file, own, processes) };
}

/** Whoever has it already; undefined where it is our own from now on. */
function takenBy(file: string, own: Holder, processes: Processes): Holder | undefined {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (writeIfAbsent(file, own)) return undefined;
    const holder = lockHolder(file, processes);
    if (holder) return holder;
    removeStale(file, processes);
  }
  return { ...own, pid: 0 };
}

/** The living holder of a lock, or undefined where there is none. */
export function lockHolder(file: string, { isAlive, now }: Processes): Holder | undefined {
  const beatAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (beatAt === undefined) return undefined;
  const silentMs = Math.abs(now() - beatAt);
  const stored = readStateFile(file);
  const pid = fieldOf(stored, "pid");
  // Another process is writing it right now.
  if (typeof pid !== "number") return silentMs < 2_000 ? { pid: 0, id: "", since: "" } : undefined;
  if (silentMs > silentAfterMs || !isAlive(pid)) return undefined;
  return { pid, id: textOf(stored, "id") ?? "", since: textOf(stored, "since") ?? "" };
}

/** Moves it aside first: where another process has just replaced it, that one's lock is put back. */
function removeStale(file: string, processes: Processes): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (lockHolder(aside, processes)) renameSync(aside, file);
    else rmSync(aside, { force: true });
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

function heldLock(file: string, own: Holder, { now }: Processes): HeldLock {
  const isOwn = () => textOf(readStateFile(file), "id") === own.id;
  return {
    beat: () => {
      try {
        // Gone: someone cleaned up, or the machine slept and another process took over and ended again.
        if (!isOwn() && !writeIfAbsent(file, own)) return false;
        utimesSync(file, now() / 1_000, now() / 1_000);
      } catch {
        // A disk that cannot note it now may do so at the next beat.
      }
      return true;
    },
    release: () => {
      try {
        if (isOwn()) rmSync(file, { force: true });
      } catch {
        // It is taken over when its process is gone.
      }
    },
  };
}

/** Whole or not at all: half a lock, as a kill leaves it, would keep the next process waiting. */
function writeIfAbsent(file: string, own: Holder): boolean {
  makeStateFolder(path.dirname(file));
  const draft = draftOf(file);
  try {
    writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (withoutLinks.has(codeOf(error))) return createIfAbsent(file, own);
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What file systems answer that know no second name of a file. */
const withoutLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

function createIfAbsent(file: string, own: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(own), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}
