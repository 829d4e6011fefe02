import type { IngestItem } from "#contract/ingest.ts";
import { fingerprint, type Mark } from "./fingerprint.ts";
import { itemName } from "./item-name.ts";
import { wireItem } from "./wire-item.ts";

/** One item ready to be sent. */
export type Entry = {
  /** Unique on this machine: type, runtime and the item's own key. */
  name: string;
  /** The JSON that is sent. */
  text: string;
  bytes: number;
  mark: Mark;
  /** The run that the item names; absent for runs. */
  run?: Entry;
};

export type BatchLimits = { maxItems: number; maxBytes: number };

/** Room for the envelope around the items. */
const envelopeBytes = 512;

/**
 * Turns items into entries, and remembers each run's, because every batch carries the runs that its items name:
 * a repeat costs the server nothing, and no order of arrival can leave an item without its run.
 */
export class EntryMaker {
  #titles: boolean;
  #runs = new Map<string, Entry>();

  constructor(titles: boolean) {
    this.#titles = titles;
  }

  entryOf(item: IngestItem): Entry {
    const text = JSON.stringify(wireItem(item, this.#titles));
    const name = itemName(item);
    const entry: Entry = {
      name,
      text,
      bytes: Buffer.byteLength(text),
      mark: { key: fingerprint(name), content: fingerprint(text) },
    };
    if (item.type === "run") {
      this.#runs.set(name, entry);
      return entry;
    }
    const run = this.#runs.get(`run ${item.runtime} ${item.runId}`);
    return run ? { ...entry, run } : entry;
  }
}

/** Groups entries into uploads within the limits, each with the runs it names in front of what names them. */
export function* batchesOf(entries: Iterable<Entry>, limits: BatchLimits): Generator<Entry[]> {
  let batch = new Batch();
  for (const entry of entries) {
    if (!batch.hasRoom(entry, limits)) {
      yield batch.entries();
      batch = new Batch();
    }
    batch.add(entry);
  }
  if (batch.size > 0) yield batch.entries();
}

class Batch {
  #entries = new Map<string, Entry>();
  #bytes = envelopeBytes;

  get size(): number {
    return this.#entries.size;
  }

  entries(): Entry[] {
    return [...this.#entries.values()];
  }

  /** An empty batch takes anything: what is too large alone is for the server to say. */
  hasRoom(entry: Entry, { maxItems, maxBytes }: BatchLimits): boolean {
    if (this.size === 0) return true;
    const missing = this.#missing(entry);
    const bytes = missing.reduce((sum, one) => sum + one.bytes + 1, this.#bytes);
    return this.size + missing.length <= maxItems && bytes <= maxBytes;
  }

  add(entry: Entry): void {
    for (const one of this.#missing(entry)) {
      this.#entries.set(one.name, one);
      this.#bytes += one.bytes + 1;
    }
  }

  #missing(entry: Entry): Entry[] {
    const wanted = entry.run ? [entry.run, entry] : [entry];
    return wanted.filter(({ name }) => !this.#entries.has(name));
  }
}

/** Two halves of a batch that was too large, each again with its runs; nothing where it cannot be split. */
export function halvesOf(batch: Entry[], limits: BatchLimits): Entry[][] {
  const named = new Set(batch.flatMap(({ run }) => (run ? [run.name] : [])));
  const own = batch.filter(({ name }) => !named.has(name));
  if (own.length < 2) return [];
  const middle = Math.ceil(own.length / 2);
  return [own.slice(0, middle), own.slice(middle)].flatMap((half) => [...batchesOf(half, limits)]);
}

/** The body of an upload. */
export function bodyOf(batch: Entry[], reporter: Record<string, unknown>): string {
  const items = batch.map(({ text }) => text).join(",");
  return `{"items":[${items}],"reporter":${JSON.stringify(reporter)}}`;
}
