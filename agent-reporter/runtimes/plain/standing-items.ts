import type { ErrorItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import { creditedError, creditedTool, creditedUsage } from "./credited.ts";
import { beganAt, errorItem, toolItem, usageItem } from "./plain-items.ts";
import { mergeRuns, type PlainRecords, type PlainRun } from "./plain-records.ts";
import { RunTree } from "./run-tree.ts";
import { type HeldFile, Tellings } from "./tellings.ts";
import { type Kind, kinds, nothingTouched, takeTouched, type Touched } from "./touched.ts";

type OfRun = { runId: string };

/**
 * The items of all files of a runtime as they stand, by the keys that they have in the files. What changes in a file
 * costs no more than that, what hangs on it, and a look at its session's runs.
 */
export class StandingItems {
  readonly usage = new Map<string, UsageItem>();
  readonly tools = new Map<string, ToolItem>();
  readonly errors = new Map<string, ErrorItem>();
  /** Runs that used something, failed, or stand above such a one, and those of their tool calls. */
  readonly named = new Set<string>();
  readonly tree = new RunTree();
  /** What may have changed since this was last emptied. */
  news = nothingTouched();
  #runtime: string;
  #files = new Map<string, HeldFile>();
  #tellings = {
    runs: new Tellings(({ runs }) => runs),
    usage: new Tellings(({ usage }) => usage),
    tools: new Tellings(({ tools }) => tools),
    errors: new Tellings(({ errors }) => errors),
  };
  /** What is told of each run, by whichever file. */
  #keysOf = new Map<string, Touched>();
  #unsettled = nothingTouched();

  constructor(runtime: string) {
    this.#runtime = runtime;
  }

  /** A file's records are new or changed. */
  update(path: string, records: PlainRecords): void {
    const known = this.#files.get(path);
    const file = known ?? { place: this.#files.size, records };
    const isOther = known !== undefined && known.records !== records;
    const touched = takeTouched(file.records);
    if (touched) this.#noteEach(file, (kind) => touched[kind]);
    if (isOther) this.#noteEach(file, (kind) => file.records[kind].keys());
    file.records = records;
    this.#files.set(path, file);
    if (isOther) takeTouched(records);
    if (isOther || !known) this.#noteEach(file, (kind) => records[kind].keys());
  }

  #noteEach(file: HeldFile, keysOf: (kind: Kind) => Iterable<string>): void {
    for (const kind of kinds) for (const key of keysOf(kind)) this.#note(kind, key, file);
  }

  #note(kind: Kind, key: string, file: HeldFile): void {
    this.#unsettled[kind].add(key);
    const told = this.#tellings[kind].note(key, file);
    if (told && "run" in told) this.#keysIn(told.run)[kind].add(key);
  }

  #keysIn(run: string): Touched {
    const known = this.#keysOf.get(run);
    if (known) return known;
    const keys = nothingTouched();
    this.#keysOf.set(run, keys);
    return keys;
  }

  /** Brings everything up to what the files say. */
  settle(): void {
    // Runs of families in which something came, went, or moved.
    const moved = new Set<string>();
    const { tree } = this;
    for (const id of this.#unsettled.runs) this.#settleRun(id, moved);
    const { usage, tools, errors } = this.#unsettled;
    for (const key of usage) {
      const told = creditedUsage(this.#tellings.usage.of(key), tree.runs);
      const item = told && usageItem(this.#runtime, told, tree.runs.get(told.run));
      place(this.usage, { key, item }, moved);
    }
    for (const key of tools) {
      const told = creditedTool(this.#tellings.tools.of(key), tree.runs);
      place(this.tools, { key, item: told && toolItem(this.#runtime, told) }, moved);
    }
    for (const key of errors) {
      const told = creditedError(this.#tellings.errors.of(key), tree.runs);
      place(this.errors, { key, item: told && errorItem(this.#runtime, told) }, moved);
    }
    for (const kind of kinds) for (const key of this.#unsettled[kind]) this.news[kind].add(key);
    this.#unsettled = nothingTouched();
    this.#nameFamilies(moved);
  }

  #settleRun(id: string, moved: Set<string>): void {
    const known = this.tree.runs.get(id);
    const told = this.#tellings.runs.of(id);
    const run = told.length > 0 ? told.reduce(mergeRuns) : undefined;
    if (known && run && isPlacedAlike(known, run)) {
      this.tree.set(id, run);
      return;
    }
    moved.add(this.tree.rootOf(id)).add(id);
    this.tree.set(id, run);
    const keys = this.#keysIn(id);
    for (const kind of kinds) for (const key of keys[kind]) this.#unsettled[kind].add(key);
  }

  #nameFamilies(moved: Set<string>): void {
    const passed = new Set<string>();
    for (const id of moved) {
      if (passed.has(id)) continue;
      const family = this.tree.familyOf(id);
      this.#name(family);
      for (const one of family) passed.add(one);
    }
  }

  #name(family: Set<string>): void {
    const named = this.#namedIn(family);
    for (const id of family) {
      this.news.runs.add(id);
      const isNew = named.has(id) && !this.named.has(id);
      if (named.has(id)) this.named.add(id);
      else this.named.delete(id);
      if (isNew) for (const key of this.#keysIn(id).tools) this.news.tools.add(key);
    }
  }

  #namedIn(family: Set<string>): Set<string> {
    const named = new Set<string>();
    const ids = [...family];
    for (const id of ids.filter((one) => this.#hasAny(one, "usage") || this.#hasAny(one, "errors")))
      for (const above of this.tree.chainOf(id)) named.add(above.id);
    // What a sub-agent used may be counted with its session alone.
    for (const id of ids.filter((one) => this.#hasAny(one, "tools"))) {
      const chain = this.tree.chainOf(id).map((above) => above.id);
      if (chain.some((one) => named.has(one))) for (const one of chain) named.add(one);
    }
    return named;
  }

  #hasAny(run: string, kind: "usage" | "tools" | "errors"): boolean {
    for (const key of this.#keysIn(run)[kind]) if (this[kind].get(key)?.runId === run) return true;
    return false;
  }
}

function place<Item extends OfRun>(
  items: Map<string, Item>,
  { key, item }: { key: string; item: Item | undefined },
  moved: Set<string>,
): void {
  const known = items.get(key);
  if (item) items.set(key, item);
  else items.delete(key);
  if (known?.runId === item?.runId) return;
  for (const one of [known, item]) if (one) moved.add(one.runId);
}

/** Whether nothing of another run, a response or a call hangs on the difference. */
const isPlacedAlike = (a: PlainRun, b: PlainRun) =>
  a.parent === b.parent &&
  a.startedAt === b.startedAt &&
  a.ownFrom === b.ownFrom &&
  beganAt(a) === beganAt(b);
