import { closeSync, openSync, readSync } from "node:fs";

/** What fits the processor's own memory is searched fastest. */
const usualBytes = 512 << 10;
const newline = 10;

/** Filled again and again: a new one for each file would cost more than reading a small one. */
const usual = Buffer.allocUnsafeSlow(usualBytes);

/** A longer line is passed over: no agent writes one, and it must not fill the memory. */
export const longestLineBytes = 128 << 20;

/**
 * A line, as bytes from `start` to `end` of `bytes`, without its own end. It is one object for all lines, and good until
 * the next one.
 */
export type LineSpan = {
  bytes: Buffer;
  start: number;
  end: number;
  /** Where the line stands in the file. */
  offset: number;
  /** False for a last line that has no end yet. */
  isWhole: boolean;
};

/** The line's bytes as a buffer of their own, as good as the span. */
export const bytesOf = ({ bytes, start, end }: LineSpan): Buffer => bytes.subarray(start, end);

/** What one reading came to. `offset` is behind the last line that was taken. */
export type Reading = { offset: number; bytes: number; tooLong: number };

/**
 * Hands each line from `offset` on to `take`. Answering false leaves a last line that has no end yet for the next
 * reading. Lines are cut nowhere, however the chunks fall.
 */
export function readLines(
  path: string,
  offset: number,
  take: (line: LineSpan) => boolean,
): Reading {
  const file = openSync(path, "r");
  try {
    return new LineReader(file, offset).read(take);
  } finally {
    closeSync(file);
  }
}

class LineReader {
  #file: number;
  #from: number;
  /** Holds `#held` bytes of the file from `#at` on. */
  #bytes = usual;
  #held = 0;
  #at: number;
  /** Where a line begins that is passed over for its length; null outside of one. */
  #tooLongAt: number | null = null;
  #tooLong = 0;

  constructor(file: number, offset: number) {
    this.#file = file;
    this.#from = offset;
    this.#at = offset;
  }

  read(take: (line: LineSpan) => boolean): Reading {
    const line: LineSpan = { bytes: usual, start: 0, end: 0, offset: 0, isWhole: true };
    for (let size = this.#fill(); size > 0; size = this.#fill()) {
      const from = this.#held;
      this.#held += size;
      this.#drop(this.#takeLines(line, from, take));
    }
    const end = this.#at + this.#held;
    const offset = this.#takeRest(line, take) ? end : (this.#tooLongAt ?? this.#at);
    return { offset, bytes: end - this.#from, tooLong: this.#tooLong };
  }

  /** Reads behind what is held, in a larger place where a line fills this one; what is too long is not held. */
  #fill(): number {
    if (this.#held === this.#bytes.length) this.#makeRoom();
    const room = this.#bytes.length - this.#held;
    return readSync(this.#file, this.#bytes, this.#held, room, this.#at + this.#held);
  }

  #makeRoom(): void {
    if (this.#held >= longestLineBytes) {
      this.#tooLongAt = this.#at;
      this.#bytes = usual;
      this.#drop(this.#held);
      return;
    }
    const larger = Buffer.allocUnsafeSlow(Math.min(this.#bytes.length * 4, longestLineBytes));
    this.#bytes.copy(larger, 0, 0, this.#held);
    this.#bytes = larger;
  }

  /** Hands on the lines that end at `from` or later, and answers how many bytes they were. */
  #takeLines(line: LineSpan, from: number, take: (line: LineSpan) => boolean): number {
    const bytes = this.#bytes.subarray(0, this.#held);
    let start = 0;
    for (let end = bytes.indexOf(newline, from); end !== -1; end = bytes.indexOf(newline, start)) {
      if (this.#tooLongAt !== null) this.#endTooLong();
      else {
        line.bytes = bytes;
        line.start = start;
        line.end = end;
        line.offset = this.#at + start;
        take(line);
      }
      start = end + 1;
    }
    // Of a line that is passed over nothing is kept.
    return this.#tooLongAt === null ? start : this.#held;
  }

  #endTooLong(): void {
    this.#tooLongAt = null;
    this.#tooLong += 1;
  }

  #drop(size: number): void {
    if (size === 0) return;
    this.#bytes.copyWithin(0, size, this.#held);
    this.#at += size;
    this.#held -= size;
  }

  /** Whether the last line, which has no end, was taken. */
  #takeRest(line: LineSpan, take: (line: LineSpan) => boolean): boolean {
    if (this.#held === 0) return false;
    const span = { bytes: this.#bytes, start: 0, end: this.#held };
    return take(Object.assign(line, { ...span, offset: this.#at, isWhole: false }));
  }
}
