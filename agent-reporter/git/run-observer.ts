import type { GitItem } from "#contract/git.ts";
import type { DirectoryFacts, RunPlace } from "../library/library-types.ts";
import type { Checkout } from "./checkout.ts";
import { stampOf } from "./checkout-stamp.ts";
import { GitNotes, type GitNote } from "./git-notes.ts";
import {
  type Observation,
  type ObservationAnswer,
  observeRun,
  restMs,
  type Span,
} from "./observe-run.ts";

export type ObserverOptions = {
  env: Record<string, string | undefined>;
  /** The state folder. */
  folder: string;
  describe: (cwd: string) => Promise<DirectoryFacts>;
  now?: () => number;
};

/** What runs older than this did is not looked up. */
const oldestMs = 90 * 86_400_000;
/** While it goes on its repository is looked at this often, and asked only where it changed. */
const everyMs = 3_000;
/** Where git takes its time it is asked less often, so that most of the time it is not. */
const timesOfTook = 5;
/** What git did not tell is asked again after this, and sooner while the run goes on. */
const againMs = 10 * 60_000;
const againAtWorkMs = 15_000;

/** What is known of a run's repository in this process. */
type Watched = { askedAt: number; tookMs: number; checkout: Checkout | null; stamp: string };

/** Asks git what runs did: one after the other, and only where something may have changed. */
export class RunObserver {
  #options: ObserverOptions;
  #now: () => number;
  #notes: GitNotes;
  #watched = new Map<string, Watched>();

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#notes = new GitNotes(options.folder);
  }

  /** All that is known, whose runs are for the caller to know. */
  items(): GitItem[] {
    return [...this.#notes.all()].flatMap(({ item }) => item ?? []);
  }

  /**
   * Observes the runs that are due, as they come, until the time is over; answers what is new. What was not reached is
   * due again next time.
   */
  async observe(places: RunPlace[], untilMs: number): Promise<GitItem[]> {
    const endsAt = performance.now() + untilMs;
    const news: GitItem[] = [];
    for (const place of places) {
      if (performance.now() > endsAt) break;
      if (!this.#isDue(place)) continue;
      const item = await this.#observeOne(place);
      if (item) news.push(item);
    }
    return news;
  }

  /** Keeps what was observed. */
  save(): void {
    this.#notes.save();
  }

  #isDue(place: RunPlace): boolean {
    const now = this.#now();
    const restedMs = now - place.lastAt;
    if (restedMs > oldestMs) return false;
    const watched = this.#watched.get(nameOf(place));
    const isAtRest = restedMs >= restMs;
    if (watched && Math.abs(now - watched.askedAt) < pauseMs(watched, isAtRest)) return false;
    if (isAtRest) return !isSettled(this.#notes.get(place), place);
    return !watched || hasMoved(watched);
  }

  async #observeOne(place: RunPlace): Promise<GitItem | null> {
    const now = this.#now();
    const known = this.#notes.get(place);
    const stamp = this.#stampNow(place);
    const answer = await this.#ask({ ...place, start: known?.start ?? startIn(place) }, now);
    const tookMs = this.#now() - now;
    const checkout = checkoutOf(answer);
    this.#watched.set(nameOf(place), { askedAt: now, tookMs, checkout, stamp });
    const item = await this.#itemOf(place, answer, known);
    if (answer.type === "unknown" && !item) return null;
    this.#notes.set({
      runtime: place.runtime,
      runId: place.runId,
      lastAt: place.lastAt,
      isSettled: now - place.lastAt >= restMs,
      start: known?.start ?? startSeen(answer),
      item: item ?? known?.item ?? null,
    });
    return item;
  }

  /** Of a repository whose name git did not tell nothing is known yet: it would be two. */
  async #ask(span: Span, now: number): Promise<ObservationAnswer> {
    const { env, describe } = this.#options;
    const answer = await observeRun(span, { env, now });
    if (answer.type !== "observed") return answer;
    return (await describe(span.cwd)).isGuess ? { type: "unknown" } : answer;
  }

  /** Taken before git is asked: what moves meanwhile is looked at again. */
  #stampNow(place: RunPlace): string {
    const checkout = this.#watched.get(nameOf(place))?.checkout;
    return checkout ? stampOf(checkout) : "";
  }

  /** Null where it says nothing that the last one did not. */
  async #itemOf(
    place: RunPlace,
    answer: ObservationAnswer,
    known: GitNote | undefined,
  ): Promise<GitItem | null> {
    const isKnown = answer.type === "observed";
    if (!isKnown && (place.links.length === 0 || known?.item)) return null;
    const { project } = await this.#options.describe(place.cwd);
    if (!project) return null;
    const item: GitItem = {
      type: "git",
      runtime: place.runtime,
      runId: place.runId,
      repository: project.key,
      ...(isKnown ? answer.observation : nothingKnown(place)),
      links: place.links.toSorted(),
    };
    return known?.item && isSame(known.item, item) ? null : item;
  }
}

const isSettled = (note: GitNote | undefined, { lastAt }: RunPlace) =>
  note?.isSettled === true && note.lastAt === lastAt;

/** How long a repository is left alone after it was asked. */
function pauseMs({ checkout, tookMs }: Watched, isAtRest: boolean): number {
  if (checkout === null) return isAtRest ? againMs : againAtWorkMs;
  // The clock may have been set meanwhile.
  return isAtRest ? 0 : Math.min(againMs, Math.max(everyMs, tookMs * timesOfTook));
}

const hasMoved = ({ checkout, stamp }: Watched) => checkout === null || stampOf(checkout) !== stamp;

const nameOf = ({ runtime, runId }: RunPlace) => `${runtime} ${runId}`;

function isSame(a: GitItem, b: GitItem): boolean {
  return JSON.stringify({ ...a, observedAt: 0 }) === JSON.stringify({ ...b, observedAt: 0 });
}

const checkoutOf = (answer: ObservationAnswer) =>
  answer.type === "observed" ? answer.checkout : null;

const startIn = ({ startCommit }: RunPlace) =>
  startCommit !== null && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(startCommit)
    ? { commit: startCommit }
    : null;

function startSeen(answer: ObservationAnswer): GitNote["start"] {
  if (answer.type !== "observed" || answer.observation.startIs !== "observed") return null;
  return { commit: answer.observation.startCommit };
}

/** Of a run whose folder is gone: what it names is all that there is. Anything that was observed is later than this. */
const nothingKnown = ({ startedAt, branch }: RunPlace): Observation => ({
  observedAt: startedAt,
  branch,
  startCommit: null,
  startIs: null,
  endCommit: null,
  history: "unknown",
  isShallow: false,
  commitCount: null,
  commits: [],
  diff: null,
  uncommitted: null,
});
