import { closeSync, openSync, readSync, type Stats } from "node:fs";
import { crc32 } from "node:zlib";

/** How far a file was read, and what shows that it is still the same one. */
export type FileCursor = {
  device: number;
  inode: number;
  size: number;
  modifiedMs: number;
  offset: number;
  /** Sums of the first bytes and of those before the offset: a rewritten file differs in one of them. */
  hash: string;
};

const headBytes = 1_024;
const tailBytes = 1_024;

export function cursorAt(path: string, stats: Stats, offset: number): FileCursor {
  return {
    device: stats.dev,
    inode: stats.ino,
    size: stats.size,
    modifiedMs: stats.mtimeMs,
    offset,
    hash: hashBefore(path, offset),
  };
}

/** `same`: nothing to read; `grown`: goes on at the offset; `replaced`: another text, read from the start. */
export function compareFile(
  cursor: FileCursor | null,
  path: string,
  stats: Stats,
): "same" | "grown" | "replaced" {
  if (!cursor) return "replaced";
  const isSameFile = cursor.inode === stats.ino && cursor.device === stats.dev;
  const isUntouched = cursor.modifiedMs === stats.mtimeMs;
  if (isSameFile && cursor.size === stats.size && isUntouched) return "same";
  if (stats.size < cursor.offset) return "replaced";
  // Logs only grow: what was written without growing may differ anywhere.
  if (cursor.size === stats.size && !isUntouched) return "replaced";
  return hashBefore(path, cursor.offset) === cursor.hash ? "grown" : "replaced";
}

function hashBefore(path: string, offset: number): string {
  const head = Math.min(headBytes, offset);
  const tailStart = Math.max(head, offset - tailBytes);
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(head + (offset - tailStart));
    readSync(file, bytes, 0, head, 0);
    readSync(file, bytes, head, offset - tailStart, tailStart);
    return [bytes.subarray(0, head), bytes.subarray(head)]
      .map((part) => crc32(part).toString(36))
      .join(" ");
  } finally {
    closeSync(file);
  }
}
