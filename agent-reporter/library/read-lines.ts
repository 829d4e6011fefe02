import { closeSync, openSync, readSync } from "node:fs";

/** What fits the processor's own memory is searched fastest. */
const chunkBytes = 256 << 10;
const newline = 10;

/** Filled again and again: a new one for each file would cost more than reading a small one. */
const chunk = Buffer.allocUnsafeSlow(chunkBytes);

/** A longer line is passed over: no agent writes one, and it must not fill the memory. */
export const longestLineBytes = 128 << 20;

/** What one reading came to. `offset` is behind the last line that was taken. */
export type Reading = { offset: number; bytes: number; tooLong: number };

/**
 * Hands each line from `offset` on to `take`, as bytes without its end; they are only good during the call. The last
 * line has no end yet where `isWhole` is false: answering false leaves it for the next reading. Lines are cut nowhere,
 * however the chunks fall.
 */
export function readLines(
  path: string,
  offset: number,
  take: (line: Buffer, at: { isWhole: boolean; offset: number }) => boolean,
): Reading {
  const pending = new PendingLine();
  let position = offset;
  let taken = offset;
  let tooLong = 0;
  for (const bytes of readChunks(path, offset)) {
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      const line = pending.finish(bytes.subarray(start, end));
      if (line) take(line, { isWhole: true, offset: taken });
      else tooLong += 1;
      start = end + 1;
      taken = position + start;
    }
    pending.add(bytes.subarray(start));
    position += bytes.length;
  }
  const rest = pending.finish(Buffer.alloc(0));
  const isTaken = rest !== null && rest.length > 0 && take(rest, { isWhole: false, offset: taken });
  if (isTaken) taken = position;
  return { offset: taken, bytes: position - offset, tooLong };
}

/** The file's bytes from `offset` on; each chunk is good until the next one is asked for. */
function* readChunks(path: string, offset: number): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    let position = offset;
    for (;;) {
      const size = readSync(file, chunk, 0, chunkBytes, position);
      if (size === 0) return;
      yield chunk.subarray(0, size);
      position += size;
    }
  } finally {
    closeSync(file);
  }
}

/** The part of a line that earlier chunks held. */
class PendingLine {
  #parts: Buffer[] = [];
  #size = 0;

  add(part: Buffer): void {
    if (part.length === 0) return;
    this.#size += part.length;
    // Copied, since the chunk is filled again. Of a line that is too long only the size is kept.
    if (this.#size <= longestLineBytes) this.#parts.push(Buffer.from(part));
    else this.#parts = [];
  }

  /** The whole line, or null where it is too long. */
  finish(last: Buffer): Buffer | null {
    if (this.#size === 0) return last;
    const isTooLong = this.#size + last.length > longestLineBytes;
    const line = isTooLong ? null : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#size = 0;
    return line;
  }
}
