import { messageOf } from "../output/command-error.ts";
import { EntryMaker } from "../upload/batches.ts";
import { retryDelayMs } from "../upload/retry-delay.ts";
import { uploadItems, type UploadProblem } from "../upload/upload-items.ts";
import type { FollowEnd, FollowOptions } from "./follow-options.ts";
import { Unsent } from "./unsent.ts";
import { watchFolders } from "./watch-folders.ts";

const debounceMs = 30;
/** A file that never rests is still sent this often. */
const longestDebounceMs = 120;
/** Between two uploads, so that a busy machine sends few and larger ones; a quiet one sends at once. */
const pauseMs = 100;
const pollEveryMs = 3_000;
const saveEveryMs = 5_000;
const uploadTimeoutMs = 15_000;
const flushMs = 5_000;

/** Follows the logs and uploads what changes, until the signal, or until going on makes no sense. */
export async function followLogs(options: FollowOptions): Promise<FollowEnd> {
  const follower = new Follower(options);
  try {
    return await follower.run();
  } finally {
    follower.close();
  }
}

class Follower {
  #options: FollowOptions;
  #unsent = new Unsent();
  #maker: EntryMaker;
  #folders: ReturnType<typeof watchFolders>;
  #paths = new Set<string>();
  #isPollDue = true;
  #firstChangeAt = 0;
  #failures = 0;
  #tryAgainAt = 0;
  #uploadedAt = -Infinity;
  #savedAt = 0;
  #isSaved = true;
  #wake: () => void = () => {};
  #look = () => this.#wake();
  #timer: NodeJS.Timeout | undefined;
  #pollTimer: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#maker = new EntryMaker(options.titles);
    this.#folders = watchFolders(
      (file) => this.#noteChange(file),
      options.platform,
      (folder) => options.library.skipsFolder(folder),
    );
    options.signal.addEventListener("abort", () => this.#wake(), { once: true });
    this.#stopListening = options.listen?.(() => this.#pollNow(), this.#look);
  }

  async run(): Promise<FollowEnd> {
    const { signal, mustEnd } = this.#options;
    while (!signal.aborted) {
      const end = (await this.#cycle()) ?? mustEnd();
      if (end) return end;
      if (!signal.aborted) await this.#untilNeeded();
    }
    await this.#flush();
    return "stopped";
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#pollTimer);
    this.#stopListening?.();
    this.#folders.close();
  }

  #noteChange(file: string): void {
    const now = performance.now();
    if (this.#paths.size === 0) this.#firstChangeAt = now;
    this.#paths.add(file);
    const latest = this.#firstChangeAt + longestDebounceMs;
    const debounced = Math.min(debounceMs, Math.max(0, latest - now));
    this.#wakeIn(Math.max(debounced, this.#pauseMs(now)));
  }

  #pauseMs(now: number): number {
    return Math.max(0, this.#uploadedAt + pauseMs - now);
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wake(), ms);
  }

  /** Ends at a change, when a poll or another try is due, or at the signal. */
  async #untilNeeded(): Promise<void> {
    if (this.#isPollDue) return;
    const now = performance.now();
    // What changed during the last cycle has waited long enough to be one batch.
    if (this.#paths.size > 0) this.#wakeIn(this.#pauseMs(now));
    else if (!this.#unsent.isEmpty) this.#wakeIn(Math.max(0, this.#tryAgainAt - now));
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = () => {};
  }

  async #cycle(): Promise<FollowEnd | undefined> {
    await this.#read();
    if (this.#unsent.isEmpty || performance.now() < this.#tryAgainAt) return undefined;
    return this.#upload();
  }

  /** Reads the changed files, or all of them when a poll is due. */
  async #read(): Promise<void> {
    const { library, on } = this.#options;
    const isPoll = this.#isPollDue;
    const paths = [...this.#paths];
    if (!isPoll && paths.length === 0) return this.#take();
    this.#paths.clear();
    this.#isPollDue = false;
    const startedAt = performance.now();
    try {
      if (isPoll) {
        await this.#folders.follow(library.watchRoots());
        await library.refresh({ onProgress: (progress) => on({ type: "reading", progress }) });
      } else {
        await library.refresh({ paths });
      }
      this.#take();
    } catch (error) {
      // The library promises not to throw for a bad file; whatever else it is, the next poll tries again.
      on({ type: "trouble", message: `Reading failed: ${messageOf(error)}` });
    }
    if (isPoll) this.#planPoll(performance.now() - startedAt);
    await this.#saveSometimes();
  }

  #take(): void {
    const changed = this.#options.library.takeChanged();
    this.#isSaved &&= changed.length === 0;
    this.#options.onItems?.(changed);
    this.#unsent.add(changed);
  }

  /** Polling takes at most a few per cent of the time, however many files there are. */
  #planPoll(tookMs: number): void {
    clearTimeout(this.#pollTimer);
    const everyMs = Math.max(this.#folders.isLimited() ? 1_000 : pollEveryMs, tookMs * 30);
    this.#pollTimer = setTimeout(() => this.#pollNow(), everyMs);
  }

  #pollNow(): void {
    this.#isPollDue = true;
    this.#wake();
  }

  async #upload(flushing?: AbortSignal): Promise<FollowEnd | undefined> {
    const { library, rejections, on } = this.#options;
    const signal = flushing ?? this.#options.signal;
    const result = await uploadItems(this.#unsent.items() ?? library.items(), {
      ...this.#options,
      maker: this.#maker,
      skipped: () => library.skipped(),
      attempts: 1,
      timeoutMs: flushing ? flushMs : uploadTimeoutMs,
      // After a failure one request finds out whether the server is back.
      uploadsAtOnce: this.#failures > 0 ? 1 : 3,
      signal,
      onProgress: (sums) => on({ type: "uploading", sums }),
    });
    if (result.requests > 0) this.#uploadedAt = performance.now();
    rejections.save((message) => on({ type: "trouble", message }));
    on({ type: "uploaded", result });
    if (result.problem) return this.#planRetry(result.problem);
    this.#failures = 0;
    if (rejections.takeReleased()) this.#unsent.forget();
    // Ended by the signal: the rest is found by the next start.
    else if (!signal.aborted) this.#unsent.clear();
    return undefined;
  }

  #planRetry(problem: UploadProblem): FollowEnd | undefined {
    if (problem.type === "signed-out") return "signed-out";
    const steps = problem.type === "refused" ? 20 : Math.min(this.#failures, 6);
    const waitMs = retryDelayMs(steps, Math.random(), problem.askedMs);
    this.#failures++;
    this.#tryAgainAt = performance.now() + waitMs;
    this.#options.on({ type: "waiting", problem, waitMs });
    return undefined;
  }

  /** At the end: what has changed since the last cycle, if that is little and the server answers at once. */
  async #flush(): Promise<void> {
    if (!this.#unsent.isBehind) {
      this.#isPollDue = true;
      await this.#read();
      if (!this.#unsent.isEmpty) await this.#upload(AbortSignal.timeout(flushMs));
    }
    this.#savedAt = -Infinity;
    await this.#saveSometimes();
  }

  async #saveSometimes(): Promise<void> {
    const now = performance.now();
    if (this.#isSaved || now - this.#savedAt < saveEveryMs) return;
    this.#savedAt = now;
    this.#isSaved = true;
    try {
      await this.#options.save();
    } catch (error) {
      this.#isSaved = false;
      this.#options.on({ type: "trouble", message: `State is not saved: ${messageOf(error)}` });
    }
  }
}
