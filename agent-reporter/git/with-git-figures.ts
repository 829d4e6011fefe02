import type { IngestItem } from "#contract/ingest.ts";
import type { GitItem } from "#contract/git.ts";
import type { Library, RunPlace } from "../library/library-types.ts";
import { joinPlaces } from "./join-places.ts";
import type { RunObserver } from "./run-observer.ts";

/** A reading waits so long for git; what was not observed by then is at the next one. */
const atOnceMs = 5_000;
/** Between two looks beside the reading, and how long one may take. */
const besideEveryMs = 1_000;

/** Calls back when there is something to take; answers how to end it. */
export type FollowGit = (look: () => void) => () => void;

/**
 * The logs with what git says of their runs' folders: `at once`, with each reading, or `beside` it as long as it is
 * followed, so that figures that are watched do not wait for git. Only runs that the logs tell of have any.
 */
export function withGitFigures(
  library: Library,
  observer: RunObserver,
  when: "at once" | "beside",
): { library: Library; followGit: FollowGit } {
  const adding = new Adding(library, observer);
  return {
    library: added(library, { adding, observer, when }),
    followGit: (look) => adding.follow(look),
  };
}

type Added = { adding: Adding; observer: RunObserver; when: "at once" | "beside" };

function added(library: Library, { adding, observer, when }: Added): Library {
  return {
    refresh: async (options) => {
      await library.refresh(options);
      adding.noteReading();
      if (when === "at once") await adding.observe(atOnceMs);
    },
    items: () => adding.all(),
    takeChanged: () => adding.changed(),
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
  /** Where runs worked, until something was read. */
  #places: RunPlace[] | null = null;

  constructor(library: Library, observer: RunObserver) {
    this.#library = library;
    this.#observer = observer;
  }

  async observe(untilMs: number): Promise<void> {
    this.#places ??= joinPlaces(this.#library.places());
    // What was not taken is another list by the time that git has told.
    const news = await this.#observer.observe(this.#places, untilMs);
    this.#news.push(...news);
  }

  noteReading(): void {
    this.#places = null;
  }

  follow(look: () => void): () => void {
    const timer = setInterval(() => void this.#observeBeside(look), besideEveryMs);
    return () => clearInterval(timer);
  }

  /** What was not taken is called out again. */
  async #observeBeside(look: () => void): Promise<void> {
    if (this.#isObserving) return;
    this.#isObserving = true;
    try {
      await this.observe(besideEveryMs);
    } catch {
      // What git did not tell is asked again at the next look.
    } finally {
      this.#isObserving = false;
    }
    if (this.#news.some((item) => this.#told.has(runOf(item)))) look();
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
