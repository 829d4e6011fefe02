import type { IngestItem, ToolItem } from "#contract/ingest.ts";
import type { Library } from "../library/library-types.ts";
import {
  type CallFact,
  type CallFacts,
  callFactsMark,
  callName,
  readCallFacts,
} from "./call-facts.ts";

/**
 * The logs with what hooks told of their calls. A call that no log tells of is left out: its run would have to be sent as
 * one with a log, for which the server drops what telemetry told of it.
 */
export function withCallFacts(library: Library, folder: string): Library {
  const laying = new Laying(folder);
  return {
    refresh: (options) => library.refresh(options),
    *items() {
      laying.look();
      for (const item of library.items()) yield laying.over(item);
    },
    takeChanged: () => laying.overNews(library.takeChanged()),
    places: () => library.places(),
    groups: () => library.groups(),
    sources: () => library.sources(),
    skipped: () => library.skipped(),
    oddLogs: () => library.oddLogs(),
    skippedLines: () => library.skippedLines(),
    skippedByFile: () => library.skippedByFile(),
    watchRoots: () => library.watchRoots(),
    skipsFolder: (path) => library.skipsFolder(path),
    save: () => library.save(),
  };
}

/** A hook is heard of within this time of its call's beginning, or when the call's result is written. */
const awaitedMs = 3_600_000;

class Laying {
  #folder: string;
  #mark = "";
  #facts: CallFacts = new Map();
  /** Calls as the log told them last, for which a hook may have been too late. */
  #awaited = new Map<string, ToolItem>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads what hooks have told since; answers whether there may be news. */
  look(): boolean {
    const mark = callFactsMark(this.#folder);
    if (mark === this.#mark) return false;
    this.#mark = mark;
    this.#facts = readCallFacts(this.#folder);
    return true;
  }

  over(item: IngestItem): IngestItem {
    if (item.type !== "tool") return item;
    const fact = this.#facts.get(callName(item.runtime, item.key));
    return fact ? laidOver(item, fact) : item;
  }

  /** What the logs tell anew, and calls that they told before of which a hook has told now. */
  overNews(news: IngestItem[]): IngestItem[] {
    const isNews = this.look();
    for (const item of news) if (item.type === "tool") this.#await(item);
    const late = isNews ? this.#takeTold() : [];
    return [...news.map((item) => this.over(item)), ...late];
  }

  #await(item: ToolItem): void {
    const name = callName(item.runtime, item.key);
    if (this.#facts.has(name)) this.#awaited.delete(name);
    else if (item.startedAt > Date.now() - awaitedMs) this.#awaited.set(name, item);
  }

  #takeTold(): IngestItem[] {
    const told: IngestItem[] = [];
    for (const [name, item] of this.#awaited) {
      if (this.#facts.has(name)) told.push(this.over(item));
      else if (item.startedAt > Date.now() - awaitedMs) continue;
      this.#awaited.delete(name);
    }
    return told;
  }
}

/** Each says more than those before it, as in the server's merge: what is laid once more comes to the same. */
const outcomes: ToolItem["outcome"][] = ["unfinished", "ok", "failed", "rejected"];

function laidOver(item: ToolItem, { ms, outcome }: CallFact): ToolItem {
  const ranMs = ms === undefined ? item.ranMs : Math.max(ms, item.ranMs ?? 0);
  return { ...item, ranMs, ...endingOf(item, outcome) };
}

function endingOf(item: ToolItem, told: CallFact["outcome"]): Partial<ToolItem> {
  const outcome = told === "interrupted" ? "failed" : (told ?? "unfinished");
  const more = outcomes.indexOf(outcome) - outcomes.indexOf(item.outcome);
  if (more < 0 || told === undefined) return {};
  const errorKind = told === "interrupted" ? "interrupted" : null;
  if (more > 0) return { outcome, errorKind, exitCode: null };
  if (errorKind === null) return {};
  const isBefore = item.errorKind !== null && item.errorKind < errorKind;
  return isBefore ? {} : { errorKind };
}
