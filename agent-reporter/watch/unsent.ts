import type { IngestItem } from "#contract/ingest.ts";
import { itemName } from "../upload/item-name.ts";

/**
 * Changed items that no receipt covers yet. It is only a short cut: the logs are the queue, so past a limit it forgets
 * them and says that everything has to be looked through again.
 */
export class Unsent {
  #limit: number;
  #items = new Map<string, IngestItem>();
  /** True at the start: what was sent before this process began is not known item by item. */
  isBehind = true;

  constructor(limit = 20_000) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return !this.isBehind && this.#items.size === 0;
  }

  add(items: Iterable<IngestItem>): void {
    for (const item of items) {
      if (this.isBehind) return;
      this.#items.set(itemName(item), item);
      if (this.#items.size > this.#limit) this.forget();
    }
  }

  /** Runs first, as the changes came; undefined where everything has to be looked through. */
  items(): IngestItem[] | undefined {
    return this.isBehind ? undefined : [...this.#items.values()];
  }

  clear(): void {
    this.#items.clear();
    this.isBehind = false;
  }

  forget(): void {
    this.#items.clear();
    this.isBehind = true;
  }
}
