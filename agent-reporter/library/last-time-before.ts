import { closeSync, openSync, readSync } from "node:fs";

const timestampKey = Buffer.from('"timestamp"');

/** Further back no line is looked for: what is there dates nothing. */
const furthestBytes = 8 << 20;

/** The last time that a line before the offset names, in Unix milliseconds. */
export function lastTimeBefore(path: string, offset: number): number | null {
  const file = openSync(path, "r");
  try {
    for (let length = 16 << 10; length <= furthestBytes; length *= 8) {
      const start = Math.max(0, offset - length);
      const bytes = Buffer.alloc(offset - start);
      readSync(file, bytes, 0, bytes.length, start);
      const found = lastTimeIn(bytes);
      if (found !== null || start === 0) return found;
    }
    return null;
  } finally {
    closeSync(file);
  }
}

/** A key of text inside a string has a backslash before its last quote, so that it is not taken for one. */
function lastTimeIn(bytes: Buffer): number | null {
  let at = bytes.lastIndexOf(timestampKey);
  while (at !== -1) {
    const text = bytes.toString("latin1", at, at + 80);
    const moment = Date.parse(/^"timestamp"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? "");
    if (!Number.isNaN(moment)) return moment;
    at = at === 0 ? -1 : bytes.lastIndexOf(timestampKey, at - 1);
  }
  return null;
}
