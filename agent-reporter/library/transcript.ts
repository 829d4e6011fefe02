import { statSync, type Stats } from "node:fs";
import type { RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import { compareFile, cursorAt, type FileCursor } from "./file-cursor.ts";
import { parseObjects } from "./parse-objects.ts";
import { lastTimeBefore } from "./last-time-before.ts";
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

/** How much is asked for: everything, or only what usage needs. */
export type ReadFor = "everything" | "usage";

type Reader = { adapter: RuntimeAdapter; readFor: ReadFor };

/**
 * Reads what is new in a file. A torn last line waits for its rest; a line that is no JSON is skipped and counted; a
 * file that was replaced is read from its start. Throws where the file cannot be read.
 */
export function refreshTranscript(transcript: Transcript, reader: Reader): Refreshed {
  const form = reader.adapter.formOf?.(transcript.relative) ?? "lines";
  if (form === "document") return refreshDocument(transcript, reader.adapter);
  if (form === "database") return refreshDatabase(transcript, reader.adapter);
  return refreshLines(transcript, reader);
}

function refreshLines(transcript: Transcript, reader: Reader): Refreshed {
  const stats = statSync(transcript.path);
  const state = compareFile(transcript.cursor, transcript.path, stats);
  if (state === "same") return { changed: false, bytes: 0 };
  if (state === "replaced" && transcript.cursor) {
    reader.adapter.restart(transcript.records);
    transcript.skippedLines = 0;
  }
  const from = state === "grown" ? (transcript.cursor?.offset ?? 0) : 0;
  const reading = readOn(transcript, reader, { from, stats });
  if (reader.readFor === "usage") reader.adapter.keepUsageAlone?.(transcript.records);
  transcript.skippedLines += reading.tooLong;
  transcript.cursor = cursorAt(transcript.path, stats, reading.offset);
  return { changed: reading.offset !== from || state === "replaced", bytes: reading.bytes };
}

/** A reading that breaks off is begun anew at the next look: nobody knows how far it came. */
function readOn(
  transcript: Transcript,
  reader: Reader,
  { from, stats }: { from: number; stats: Stats },
): Reading {
  const fallbackAt = Math.max(0, Math.floor(stats.mtimeMs));
  try {
    return readLines(transcript.path, from, (line, at) =>
      takeLine(transcript, reader, { line, ...at, fallbackAt }),
    );
  } catch (error) {
    reader.adapter.restart(transcript.records);
    transcript.skippedLines = 0;
    transcript.cursor = null;
    throw error;
  }
}

type Line = { line: Buffer; isWhole: boolean; offset: number; fallbackAt: number };

/** False leaves the line for the next reading. */
function takeLine(transcript: Transcript, reader: Reader, taken: Line): boolean {
  const { line, isWhole, fallbackAt } = taken;
  if (line.length === 0) return true;
  if (isWhole && !matters(line, transcript.records, reader)) return true;
  const objects = objectsOf(line, reader);
  if (objects === null) {
    if (isWhole) transcript.skippedLines += 1;
    return isWhole;
  }
  if (objects.some((object) => !("timestamp" in object))) noteTimeBefore(transcript, reader, taken);
  for (const object of objects) reader.adapter.readObject(transcript.records, object, fallbackAt);
  return true;
}

function objectsOf(line: Buffer, { adapter, readFor }: Reader): Record<string, unknown>[] | null {
  const part = readFor === "usage" ? adapter.usageObjectOf?.(line) : null;
  return part ? [part] : parseObjects(line);
}

function matters(line: Buffer, records: unknown, { adapter, readFor }: Reader): boolean {
  const isForUsage = readFor === "usage" && adapter.mightHoldUsage;
  return isForUsage ? isForUsage(line, records) : adapter.mightMatter(line, records);
}

/** A line without a time is dated by the one before it, which may have been passed over. */
function noteTimeBefore(
  { path, records }: Transcript,
  { adapter, readFor }: Reader,
  { offset }: Line,
): void {
  if (readFor === "everything" || !adapter.noteTime) return;
  const at = lastTimeBefore(path, offset);
  if (at !== null) adapter.noteTime(records, at);
}
