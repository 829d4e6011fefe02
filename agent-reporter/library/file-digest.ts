import type { UsageItem } from "#contract/ingest.ts";

/** What adding up needs to know of a response. */
export type UsageFigures = Pick<
  UsageItem,
  | "runtime"
  | "occurredAt"
  | "model"
  | "input"
  | "output"
  | "cacheRead"
  | "cacheWrite5m"
  | "cacheWrite1h"
  | "reasoning"
  | "webSearches"
  | "serviceTier"
  | "speed"
  | "geo"
  | "lowerBound"
  | "auxiliary"
>;

/**
 * What a file's usage comes to as long as it shares no response with another file. It goes from thread to thread, so
 * that figures are columns and texts stand once.
 */
export type FileDigest = {
  runId: string;
  rootRunId: string;
  isRoot: boolean;
  cwd: string | null;
  /** Of the last line, Unix milliseconds. */
  lastAt: number;
  /** False where the file can only be resolved with the others of its session. */
  standsAlone: boolean;
  /** The responses' keys, as `keyHash` makes them. */
  keys: Float64Array<ArrayBuffer>;
  /** `rowLength` numbers for each response; see `figuresAt`. */
  rows: Float64Array<ArrayBuffer>;
  words: string[];
};

const rowLength = 14;
const none = -1;

/** `marks`: what the runtime itself needs to say whose a response is that several files hold. */
type Row = Omit<UsageFigures, "runtime" | "auxiliary"> & { key: string; marks: number };

export type DigestedFigures = UsageFigures & { marks: number };

/** Responses as columns of numbers. */
export function columnsOf(events: Row[]): Pick<FileDigest, "keys" | "rows" | "words"> {
  const places = new Map<string, number>();
  const placeOf = (word: string | null) => {
    if (word === null) return none;
    const place = places.get(word) ?? places.size;
    places.set(word, place);
    return place;
  };
  const keys = new Float64Array(events.length);
  const rows = new Float64Array(events.length * rowLength);
  for (const [at, event] of events.entries()) {
    keys[at] = keyHash(event.key);
    const row = [
      event.occurredAt,
      event.input,
      event.output,
      event.cacheRead,
      event.cacheWrite5m,
      event.cacheWrite1h,
      event.reasoning,
      event.webSearches,
      placeOf(event.model),
      placeOf(event.serviceTier),
      placeOf(event.speed),
      placeOf(event.geo),
      Number(event.lowerBound),
      event.marks,
    ];
    rows.set(row, at * rowLength);
  }
  return { keys, rows, words: [...places.keys()] };
}

/** When a response of a digest was, by its place. */
export const timeAt = ({ rows }: FileDigest, place: number): number => rows[place * rowLength] ?? 0;

/** A response of a digest, by its place. */
export function figuresAt(
  { rows, words }: FileDigest,
  place: number,
  runtime: string,
): DigestedFigures {
  const at = place * rowLength;
  return {
    runtime,
    auxiliary: false,
    occurredAt: numberIn(rows, at),
    input: numberIn(rows, at + 1),
    output: numberIn(rows, at + 2),
    cacheRead: numberIn(rows, at + 3),
    cacheWrite5m: numberIn(rows, at + 4),
    cacheWrite1h: numberIn(rows, at + 5),
    reasoning: numberIn(rows, at + 6),
    webSearches: numberIn(rows, at + 7),
    model: wordIn(words, rows, at + 8),
    serviceTier: wordIn(words, rows, at + 9),
    speed: wordIn(words, rows, at + 10),
    geo: wordIn(words, rows, at + 11),
    lowerBound: rows[at + 12] === 1,
    marks: numberIn(rows, at + 13),
  };
}

const numberIn = (rows: Float64Array, at: number): number => rows[at] ?? 0;

const wordIn = (words: string[], rows: Float64Array, at: number): string | null =>
  words[rows[at] ?? none] ?? null;

/** 52 bits of a key: of a million keys, one time in ten thousand two are the same. */
export function keyHash(key: string): number {
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 15);
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0);
}

/** 32 bits of the hash, of which a few may be the same: that only makes for a reading that was not needed. */
export const shortHash = (hash: number) => hash % 2 ** 32;
