import { statSync, type Stats } from "node:fs";
import type { RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import { compareFile, cursorAt, type FileCursor } from "./file-cursor.ts";
import { parseObjects } from "./parse-objects.ts";
import { type Reading, readLines } from "./read-lines.ts";
import { refreshDatabase } from "./refresh-database.ts";
import { refreshDocument } from "./refresh-document.ts";

/** One log file: how far it was read, and what it said so far. Plain JSON and maps, kept between runs. */
export type Transcript = {
  path: string;
  relative: string;
  runtime: string;
  cursor: FileCursor | null;
  skippedLines: number;
  records: unknown;
};

/** What a look at a file came to. */
export type Refreshed = { changed: boolean; bytes: number };

/**
 * Reads what is new in a file. A torn last line waits for its rest; a line that is no JSON is skipped and counted; a
 * file that was replaced is read from its start. Throws where the file cannot be read.
 */
export function refreshTranscript(transcript: Transcript, adapter: RuntimeAdapter): Refreshed {
  const form = adapter.formOf?.(transcript.relative) ?? "lines";
  return refreshAs[form](transcript, adapter);
}

const refreshAs = {
  lines: refreshLines,
  document: refreshDocument,
  database: refreshDatabase,
};

function refreshLines(transcript: Transcript, adapter: RuntimeAdapter): Refreshed {
  const stats = statSync(transcript.path);
  const state = compareFile(transcript.cursor, transcript.path, stats);
  if (state === "same") return { changed: false, bytes: 0 };
  if (state === "replaced" && transcript.cursor) {
    adapter.restart(transcript.records);
    transcript.skippedLines = 0;
  }
  const from = state === "grown" ? (transcript.cursor?.offset ?? 0) : 0;
  const reading = readOn(transcript, adapter, { from, stats });
  transcript.skippedLines += reading.tooLong;
  transcript.cursor = cursorAt(transcript.path, stats, reading.offset);
  return { changed: reading.offset !== from || state === "replaced", bytes: reading.bytes };
}

/** A reading that breaks off is begun anew at the next look: nobody knows how far it came. */
function readOn(
  transcript: Transcript,
  adapter: RuntimeAdapter,
  { from, stats }: { from: number; stats: Stats },
): Reading {
  try {
    return readLines(transcript.path, from, (line, isWhole) =>
      takeLine(transcript, adapter, { line, isWhole, stats }),
    );
  } catch (error) {
    adapter.restart(transcript.records);
    transcript.skippedLines = 0;
    transcript.cursor = null;
    throw error;
  }
}

type Line = { line: Buffer; isWhole: boolean; stats: Stats };

/** False leaves the line for the next reading. */
function takeLine(
  transcript: Transcript,
  adapter: RuntimeAdapter,
  { line, isWhole, stats }: Line,
): boolean {
  if (line.length === 0) return true;
  if (isWhole && !adapter.mightMatter(line, transcript.records)) return true;
  const objects = parseObjects(line);
  if (objects === null) {
    if (isWhole) transcript.skippedLines += 1;
    return isWhole;
  }
  const fallbackAt = Math.max(0, Math.floor(stats.mtimeMs));
  for (const object of objects) adapter.readObject(transcript.records, object, fallbackAt);
  return true;
}
