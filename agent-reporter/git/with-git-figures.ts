import type { IngestItem } from "#contract/ingest.ts";
import type { GitItem } from "#contract/git.ts";
import type { Library } from "../library/library-types.ts";
import type { RunObserver } from "./run-observer.ts";

/** A reading waits so long for git; what was not observed by then is at the next one. */
const atOnceMs = 5_000;
/** Between two looks beside the reading. */
const besideEveryMs = 1_000;

/**
 * The logs with what git says of their runs' folders: `at once`, with each reading, or `beside` it, where figures that
 * are watched do not wait for git. Only runs that the logs tell of have any.
 */
export function withGitFigures(
  library: Library,
  observer: RunObserver,
  when: "at once" | "beside",
): Library {
  const adding = new Adding(library, observer);
  return {
    refresh: async (options) => {
      await library.refresh(options);
      if (when === "at once") await adding.observe(atOnceMs);
    },
    items: () => adding.all(),
    takeChanged: () => {
      if (when === "beside") adding.observeBeside();
      return adding.changed();
    },
    places: () => library.places(),
    groups: () => library.groups(),
    sources: () => library.sources(),
    skipped: () => library.skipped(),
    oddLogs: () => library.oddLogs(),
    skippedLines: () => library.skippedLines(),
    skippedByFile: () => library.skippedByFile(),
    watchRoots: () => library.watchRoots(),
    skipsFolder: (path) => library.skipsFolder(path),
    save: async () => {
      observer.save();
      await library.save();
    },
  };
}

class Adding {
  #library: Library;
  #observer: RunObserver;
  /** Runs that were told of: the server knows no others. */
  #told = new Set<string>();
  #news: GitItem[] = [];
  #isObserving = false;
  #lookedAt = -Infinity;

  constructor(library: Library, observer: RunObserver) {
    this.#library = library;
    this.#observer = observer;
  }

  async observe(untilMs: number): Promise<void> {
    this.#news.push(...(await this.#observer.observe(this.#library.places(), untilMs)));
  }

  observeBeside(): void {
    const now = performance.now();
    if (this.#isObserving || now - this.#lookedAt < besideEveryMs) return;
    this.#lookedAt = now;
    this.#isObserving = true;
    // What git did not tell is asked again at the next look.
    this.observe(besideEveryMs)
      .catch(() => {})
      .finally(() => (this.#isObserving = false));
  }

  *all(): Generator<IngestItem> {
    for (const item of this.#library.items()) {
      this.#note(item);
      yield item;
    }
    for (const item of this.#observer.items()) if (this.#told.has(runOf(item))) yield item;
  }

  changed(): IngestItem[] {
    const changed = this.#library.takeChanged();
    for (const item of changed) this.#note(item);
    const waiting = this.#news;
    this.#news = waiting.filter((item) => !this.#told.has(runOf(item)));
    return [...changed, ...waiting.filter((item) => this.#told.has(runOf(item)))];
  }

  #note(item: IngestItem): void {
    if (item.type === "run") this.#told.add(runOf(item));
  }
}

const runOf = ({ runtime, runId }: { runtime: string; runId: string }) => `${runtime} ${runId}`;
