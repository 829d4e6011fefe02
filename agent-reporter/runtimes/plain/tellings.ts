import type { PlainRecords } from "./plain-records.ts";

/** A file, and its place in the order in which files were first told of. */
export type HeldFile = { place: number; records: PlainRecords };

/** Which files tell of which things of one kind. */
export class Tellings<Told> {
  #partOf: (records: PlainRecords) => Map<string, Told>;
  /** Most things stand in one file alone. */
  #holders = new Map<string, HeldFile | HeldFile[]>();

  constructor(partOf: (records: PlainRecords) => Map<string, Told>) {
    this.#partOf = partOf;
  }

  keysIn(records: PlainRecords): Iterable<string> {
    return this.#partOf(records).keys();
  }

  /** Notes that a file tells of it, and answers what; undefined where it no longer does. */
  note(key: string, file: HeldFile): Told | undefined {
    const held = this.#holders.get(key);
    if (held === undefined || held === file) this.#holders.set(key, file);
    else if (!Array.isArray(held)) this.#holders.set(key, inPlace([held, file]));
    else if (!held.includes(file)) this.#holders.set(key, inPlace([...held, file]));
    return this.#partOf(file.records).get(key);
  }

  /** What each file says of it, in the files' order. */
  of(key: string): Told[] {
    const held = this.#holders.get(key);
    if (held === undefined) return [];
    const files = Array.isArray(held) ? held : [held];
    return files.flatMap(({ records }) => this.#partOf(records).get(key) ?? []);
  }
}

const inPlace = (files: HeldFile[]) => files.toSorted((a, b) => a.place - b.place);
