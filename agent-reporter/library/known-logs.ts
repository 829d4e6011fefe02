import { lstatSync, realpathSync, statSync } from "node:fs";
import { runtimeAdapters } from "../runtimes/runtime-list.ts";
import { compareFile } from "./file-cursor.ts";
import { parseObjects } from "./parse-objects.ts";
import { bytesOf, readLines } from "./read-lines.ts";
import type { Transcript } from "./transcript.ts";

/** A log that is not simply one that grew. */
export type OddLog = {
  path: string;
  /**
   * `gone`: deleted or moved, what it said counts on. `replaced`: truncated, rotated or written anew since it was read,
   * and read from its start again. `link`: it lies elsewhere.
   */
  state: "gone" | "replaced" | "link";
  /** Where a link leads to. */
  target: string | null;
};

/** What became of the logs since they were last read. Call it before they are read again. */
export function oddLogs(transcripts: Iterable<Transcript>): OddLog[] {
  return [...transcripts].flatMap((transcript) => {
    try {
      return oddOf(transcript);
    } catch {
      // One that cannot be looked at is told as such by the reading.
      return [];
    }
  });
}

function oddOf({ path, cursor, relative, runtime }: Transcript): OddLog[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return [{ path, state: "gone", target: null }];
  const odd: OddLog[] = [];
  if (lstatSync(path).isSymbolicLink()) {
    odd.push({ path, state: "link", target: realpathSync(path) });
  }
  const isGrowing = formOf(runtime, relative) === "lines";
  if (cursor && isGrowing && compareFile(cursor, path, stats) === "replaced") {
    odd.push({ path, state: "replaced", target: null });
  }
  return odd;
}

const adapterOf = (runtime: string) => runtimeAdapters.find((one) => one.runtime === runtime);

const formOf = (runtime: string, relative: string) =>
  adapterOf(runtime)?.formOf?.(relative) ?? "lines";

/** Lines of a log that were skipped, by their numbers from 1; `count` may be larger than the list is long. */
export type SkippedLines = { path: string; count: number; lines: number[]; why: string };

const mostNamed = 20;

/** Looks for them once more: the reading only counts. */
export function findSkipped({
  path,
  relative,
  runtime,
  skippedLines: count,
}: Transcript): SkippedLines {
  const adapter = adapterOf(runtime);
  const why = "no JSON: cut off, or not written by the agent";
  if (!adapter || formOf(runtime, relative) !== "lines") return { path, count, lines: [], why };
  const lines: number[] = [];
  const records = adapter.newRecords(relative, path);
  let number = 0;
  try {
    readLines(path, 0, (line) => {
      number += 1;
      const bytes = bytesOf(line);
      const isBad = line.isWhole && bytes.length > 0 && adapter.mightMatter(bytes, records);
      if (isBad && lines.length < mostNamed && parseObjects(bytes) === null) lines.push(number);
      return line.isWhole;
    });
  } catch {
    // Gone or unreadable by now: the count is what is known.
  }
  return { path, count, lines, why };
}
