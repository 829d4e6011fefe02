import type { EventChange } from "./ledger-changes.ts";
import type { LedgerEvent } from "./ledger-event.ts";

/** Cost and revision follow from the rest, so they are not compared. */
const derived = new Set(["costNanoUsd", "priceVersion", "revision"]);

/** Events as they are stored, with changes laid over them that are not stored yet. */
export class LedgerDraft {
  readonly #stored = new Map<string, LedgerEvent>();
  readonly #changed = new Map<string, LedgerEvent | null>();

  load(rows: LedgerEvent[]): void {
    for (const row of rows) this.#stored.set(row.key, row);
  }

  get(key: string): LedgerEvent | null {
    return this.#changed.has(key)
      ? (this.#changed.get(key) ?? null)
      : (this.#stored.get(key) ?? null);
  }

  /** As the ledger holds it, whatever was laid over it. */
  stored(key: string): LedgerEvent | null {
    return this.#stored.get(key) ?? null;
  }

  put(event: LedgerEvent): void {
    this.#changed.set(event.key, event);
  }

  drop(key: string): void {
    this.#changed.set(key, null);
  }

  /** Every event that is stored or was put, before and after. */
  *pairs(): Generator<EventChange> {
    for (const [key, before] of this.#stored) yield { before, after: this.get(key) };
    for (const [key, after] of this.#changed) {
      if (!this.#stored.has(key)) yield { before: null, after };
    }
  }

  /** What differs from what is stored, with the revision that it will have. */
  changes(): EventChange[] {
    const changes: EventChange[] = [];
    for (const { before, after } of this.pairs()) {
      if (!before && !after) continue;
      if (before && after && isSame(before, after)) continue;
      const revision = (before?.revision ?? 0) + 1;
      changes.push({ before, after: after && { ...after, revision } });
    }
    return changes;
  }
}

function isSame(a: LedgerEvent, b: LedgerEvent): boolean {
  const keys = Object.keys(a) as (keyof LedgerEvent)[];
  return keys.every((key) => a[key] === b[key] || derived.has(key));
}
