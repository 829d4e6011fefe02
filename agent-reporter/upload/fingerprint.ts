/** 64 bits that stand for a text. Two halves, because bit operations end at 32. */
export type Fingerprint = { high: number; low: number };

/**
 * Fast and well spread, not secret: a collision of keys only sends an item again, and one of contents would have to
 * hit two versions of the same item.
 */
export function fingerprint(text: string): Fingerprint {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  const high = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  const low = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return { high: high >>> 0, low: low >>> 0 };
}

/** 16 hexadecimal digits. */
export function hexOf({ high, low }: Fingerprint): string {
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

/** An item's key and what it said; what an acknowledgement remembers. */
export type Mark = { key: Fingerprint; content: Fingerprint };

const wordsPerSlot = 4;

/** Key fingerprint to content fingerprint in 16 bytes a slot: a million items fit in 32 MB. */
export class MarkTable {
  #slots: Uint32Array;
  #capacity: number;
  #count = 0;

  constructor(expected = 0) {
    this.#capacity = 1 << Math.max(10, Math.ceil(Math.log2(expected * 1.5 + 1)));
    this.#slots = new Uint32Array(this.#capacity * wordsPerSlot);
  }

  get count(): number {
    return this.#count;
  }

  /** True where this key was last seen with this content. */
  has({ key, content }: Mark): boolean {
    const at = this.#slotOf(key);
    return (
      this.#isTaken(at) &&
      this.#slots[at + 2] === content.high &&
      this.#slots[at + 3] === content.low
    );
  }

  set({ key, content }: Mark): void {
    if (this.#count * 3 > this.#capacity * 2) this.#grow();
    const at = this.#slotOf(key);
    if (!this.#isTaken(at)) this.#count++;
    this.#slots.set([key.high, key.low || 1, content.high, content.low], at);
  }

  *marks(): Generator<Mark> {
    for (let at = 0; at < this.#slots.length; at += wordsPerSlot) {
      if (this.#isTaken(at)) yield this.#markAt(at);
    }
  }

  #markAt(at: number): Mark {
    const word = (offset: number) => this.#slots[at + offset] ?? 0;
    return {
      key: { high: word(0), low: word(1) },
      content: { high: word(2), low: word(3) },
    };
  }

  /** A key's low half is never 0 in the table, so that 0 means a free slot. */
  #isTaken(at: number): boolean {
    return this.#slots[at + 1] !== 0;
  }

  #slotOf(key: Fingerprint): number {
    const low = key.low || 1;
    const mask = this.#capacity - 1;
    let slot = (key.high ^ low) & mask;
    while (this.#isTaken(slot * wordsPerSlot)) {
      const at = slot * wordsPerSlot;
      if (this.#slots[at] === key.high && this.#slots[at + 1] === low) return at;
      slot = (slot + 1) & mask;
    }
    return slot * wordsPerSlot;
  }

  #grow(): void {
    const kept = new MarkTable(this.#capacity * 1.2);
    for (const mark of this.marks()) kept.set(mark);
    this.#slots = kept.#slots;
    this.#capacity = kept.#capacity;
  }
}
