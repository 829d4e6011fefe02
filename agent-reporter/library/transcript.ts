import { statSync, type Stats } from "node:fs";
import type { RuntimeAdapter, UsageReader } from "../runtimes/runtime-adapter.ts";
import { compareFile, cursorAt, type FileCursor } from "./file-cursor.ts";
import { objectBehindTorn, parseObjects } from "./parse-objects.ts";
import { lastTimeBefore } from "./last-time-before.ts";
import { bytesOf, type LineSpan, type Reading, readLines } from "./read-lines.ts";
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
  { adapter, readFor }: Reader,
  { from, stats }: { from: number; stats: Stats },
): Reading {
  const fallbackAt = Math.max(0, Math.floor(stats.mtimeMs));
  const usageIn = readFor === "usage" ? adapter.usageReader?.(transcript.records) : undefined;
  const reading = { transcript, adapter, usageIn, fallbackAt };
  try {
    return readLines(transcript.path, from, (line) => takeLine(reading, line));
  } catch (error) {
    adapter.restart(transcript.records);
    transcript.skippedLines = 0;
    transcript.cursor = null;
    throw error;
  }
}

type LinesReading = {
  transcript: Transcript;
  adapter: RuntimeAdapter;
  usageIn: UsageReader | undefined;
  fallbackAt: number;
};

/** False leaves the line for the next reading. */
function takeLine(reading: LinesReading, line: LineSpan): boolean {
  if (line.start === line.end) return true;
  const objects = objectsOf(reading, line);
  if (objects === "nothing") return true;
  const { transcript, adapter, usageIn, fallbackAt } = reading;
  if (objects === null && !line.isWhole) return false;
  if (objects === null) transcript.skippedLines += 1;
  const { path, records } = transcript;
  const found = objects ?? objectBehindTorn(bytesOf(line));
  if (usageIn && found.some((object) => !("timestamp" in object))) {
    noteTimeBefore(reading, path, line.offset);
  }
  for (const object of found) adapter.readObject(records, object, fallbackAt);
  return true;
}

/** A last line that has no end yet is parsed whatever it holds, so that it is known whether it waits. */
function objectsOf(
  { transcript, adapter, usageIn }: LinesReading,
  line: LineSpan,
): Record<string, unknown>[] | null | "nothing" {
  if (!line.isWhole) return parseObjects(bytesOf(line));
  if (!usageIn) {
    const bytes = bytesOf(line);
    return adapter.mightMatter(bytes, transcript.records) ? parseObjects(bytes) : "nothing";
  }
  const found = usageIn(line);
  if (found === "nothing") return found;
  return found === "unusual" ? parseObjects(bytesOf(line)) : [found];
}

/** A line without a time is dated by the one before it, which may have been passed over. */
function noteTimeBefore({ transcript, adapter }: LinesReading, path: string, offset: number): void {
  const at = adapter.noteTime ? lastTimeBefore(path, offset) : null;
  if (at !== null) adapter.noteTime?.(transcript.records, at);
}
