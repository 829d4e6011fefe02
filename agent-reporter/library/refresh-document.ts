import { readFileSync, statSync } from "node:fs";
import type { RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import { compareFile, cursorAt } from "./file-cursor.ts";
import type { Refreshed, Transcript } from "./transcript.ts";

/** A longer document is not read: no agent writes one, and it must not fill the memory. */
export const longestDocumentBytes = 256 << 20;

/**
 * Reads a document that changed, from its start. One that is no JSON may just be being written: it counts as skipped
 * and is read again when it changes. Throws where the file cannot be read.
 */
export function refreshDocument(transcript: Transcript, adapter: RuntimeAdapter): Refreshed {
  const stats = statSync(transcript.path);
  if (compareFile(transcript.cursor, transcript.path, stats) === "same")
    return { changed: false, bytes: 0 };
  if (stats.size > longestDocumentBytes)
    throw new Error(`It is larger than ${longestDocumentBytes} bytes.`);
  const text = readFileSync(transcript.path, "utf8").replace(/^\uFEFF/, "");
  transcript.cursor = cursorAt(transcript.path, stats, stats.size);
  transcript.skippedLines = 0;
  const document = parseOrNull(text);
  if (document === null) {
    transcript.skippedLines = text.trim() === "" ? 0 : 1;
    return { changed: false, bytes: stats.size };
  }
  adapter.restart(transcript.records);
  adapter.readDocument?.(transcript.records, document, Math.max(0, Math.floor(stats.mtimeMs)));
  return { changed: true, bytes: stats.size };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
