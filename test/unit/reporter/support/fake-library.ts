import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { IngestItem } from "#contract/ingest.ts";
import type { Library } from "#reporter/library/library-types.ts";

/** A library that holds what it is given. */
export function aLibrary(items: IngestItem[]): Library {
  return new FakeLibrary(() => items, []);
}

/** A library whose logs are NDJSON files of finished items in one folder. */
export function aLibraryOf(folder: string): Library {
  return new FakeLibrary(() => itemsIn(folder), [folder]);
}

class FakeLibrary implements Library {
  #read: () => IngestItem[];
  #roots: string[];
  #items: IngestItem[] = [];
  #taken = new Set<string>();

  constructor(read: () => IngestItem[], roots: string[]) {
    this.#read = read;
    this.#roots = roots;
  }

  async refresh(): Promise<void> {
    this.#items = this.#read();
  }

  items(): Iterable<IngestItem> {
    return this.#items;
  }

  takeChanged(): IngestItem[] {
    const changed = this.#items.filter((item) => !this.#taken.has(JSON.stringify(item)));
    for (const item of changed) this.#taken.add(JSON.stringify(item));
    return changed;
  }

  sources() {
    return [];
  }

  places() {
    return [];
  }

  groups() {
    return [];
  }

  oddLogs() {
    return [];
  }

  skippedLines() {
    return [];
  }

  skippedByFile() {
    return new Map<string, number>();
  }

  skipped() {
    return { lines: 0, files: 0 };
  }

  watchRoots() {
    return this.#roots;
  }

  skipsFolder() {
    return false;
  }

  async save(): Promise<void> {}
}

function itemsIn(folder: string): IngestItem[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => wholeLines(path.join(entry.parentPath, entry.name)));
}

function wholeLines(file: string): IngestItem[] {
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line): IngestItem => JSON.parse(line));
}
