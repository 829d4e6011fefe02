import { compileForSeconds } from "../config/compiler.ts";
import type { RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import type { FileDigest } from "./file-digest.ts";
import type { ListedLog } from "./list-logs.ts";
import { readInPool, type ReadAnswer, startThreadEarly, threadsFor } from "./read-pool.ts";
import { StateJournal } from "./state-journal.ts";

/** A file that was read by its digest. */
export type DigestedFile = {
  path: string;
  adapter: RuntimeAdapter;
  skippedLines: number;
  digest: FileDigest;
};

type Digesting = {
  take: (file: DigestedFile) => void;
  /** How many threads are started even for few bytes. */
  leastThreads?: number;
};

/** Starts what `digestLogs` needs, where nothing was read before: it is ready when the logs are listed. */
export function prepareDigests(stateDir: string): void {
  if (new StateJournal(stateDir).isEmpty()) startThreadEarly();
}

/**
 * Reads logs that nobody read before by their digests, on several threads, hands each on, and keeps what a library needs
 * to go on from there. Files that cannot be read, or whose runtime has no digests, are left for the library. False where
 * that is not worth it, or something is kept already: then nothing is handed on.
 */
export async function digestLogs(
  stateDir: string,
  logs: Map<string, ListedLog>,
  { take, leastThreads = 1 }: Digesting,
): Promise<boolean> {
  const journal = new StateJournal(stateDir);
  if (!journal.isEmpty()) return false;
  const files = [...logs]
    .filter(([, { adapter }]) => adapter.digestOf)
    .toSorted(([, a], [, b]) => b.size - a.size);
  const bytes = files.reduce((sum, [, { size }]) => sum + size, 0);
  const threads = Math.max(leastThreads, threadsFor(bytes, files.length));
  if (threads === 1) return false;

  const requests = files.map(([path, { relative, adapter }]) => ({
    path,
    relative,
    runtime: adapter.runtime,
    readFor: "digest" as const,
  }));
  const draft = new LinesToKeep(journal);
  const takeAnswer = (answer: ReadAnswer) => {
    const [path, log] = files[answer.id] ?? [];
    if (!path || !log || !("digest" in answer)) return;
    const { digest, skippedLines, kept } = answer;
    draft.add(kept);
    take({ path, adapter: log.adapter, skippedLines, digest });
  };
  await readInPool(requests, threads, { take: takeAnswer, onBegun: compileForSeconds });
  draft.finish();
  return true;
}

/** Lines of a new journal. On a full disk nothing is kept: the logs are read again next time. */
class LinesToKeep {
  #draft: ReturnType<StateJournal["draft"]> | null = null;

  constructor(journal: StateJournal) {
    this.#try(() => {
      this.#draft = journal.draft();
    });
  }

  add(line: Uint8Array): void {
    this.#try(() => this.#draft?.add(line));
  }

  finish(): void {
    this.#try(() => this.#draft?.finish());
  }

  #try(write: () => void): void {
    try {
      write();
    } catch {
      const draft = this.#draft;
      this.#draft = null;
      if (draft) this.#try(() => draft.abandon());
    }
  }
}
