import type { RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import type { FileDigest } from "./file-digest.ts";
import type { ListedLog } from "./list-logs.ts";
import { readInPool, threadsFor } from "./read-pool.ts";
import { StateJournal } from "./state-journal.ts";

/** A file that was read by its digest. */
export type DigestedFile = {
  path: string;
  adapter: RuntimeAdapter;
  skippedLines: number;
  digest: FileDigest;
};

/**
 * Reads logs that nobody read before by their digests, on several threads, and keeps what a library needs to go on from
 * there. Files that cannot be read, or whose runtime has no digests, are left for the library. Null where that is not
 * worth it, or something is kept already. `leastThreads`: how many are started even for few bytes.
 */
export async function digestLogs(
  stateDir: string,
  logs: Map<string, ListedLog>,
  leastThreads = 1,
): Promise<DigestedFile[] | null> {
  const journal = new StateJournal(stateDir);
  if (!journal.isEmpty()) return null;
  const files = [...logs]
    .filter(([, { adapter }]) => adapter.digestOf)
    .toSorted(([, a], [, b]) => b.size - a.size);
  const bytes = files.reduce((sum, [, { size }]) => sum + size, 0);
  const threads = Math.max(leastThreads, threadsFor(bytes, files.length));
  if (threads === 1) return null;

  const requests = files.map(([path, { relative, adapter }]) => ({
    path,
    relative,
    runtime: adapter.runtime,
    readFor: "digest" as const,
  }));
  const found: DigestedFile[] = [];
  const draft = new LinesToKeep(journal);
  await readInPool(requests, threads, (answer) => {
    const [path, log] = files[answer.id] ?? [];
    if (!path || !log || !("digest" in answer)) return;
    const { digest, skippedLines, kept } = answer;
    draft.add(kept);
    found.push({ path, adapter: log.adapter, skippedLines, digest });
  });
  draft.finish();
  return found;
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
