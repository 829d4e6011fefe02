import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { priceVersion } from "#contract/price-version.ts";
import { writeStateFile } from "../config/state-file.ts";
import { packRecords, unpackRecords } from "../library/pack-records.ts";
import type { CostCell } from "./cost-cells.ts";
import { type CostKeys, writeCostKeys } from "./cost-keys.ts";
import { type KeptCards, type KnownCards, packCards, unpackCards } from "./rate-cards.ts";

/** Raised whenever what is kept, or what is made of a log, changes. */
const version = 5;

/** Git may tell another project tomorrow: everything is added up anew once a day. */
const lifeMs = 24 * 3_600_000;

/** Changes are told behind the whole until they are as long as this, or as a half of it. */
const mostChangesBytes = 1 << 16;

/**
 * What the logs came to when they were last added up. On the disk a line says the whole, and each line behind it what
 * changed since; a line begins with its check sum, and a change with the sum of the line that it follows, so that of two
 * processes that add up at once only one is heard.
 */
export type CostCache = {
  /** Of the writing of the whole, shared with the keys. */
  stamp: string;
  madeAt: number;
  /** The folders whose logs these are. */
  roots: string[];
  /** By path: what changes with the file, the group that it is resolved in, the lines that were skipped. */
  files: Map<string, KeptFile>;
  /** Cells by group. */
  groups: Map<number, CostCell[]>;
  /** The models' prices, when they were used and now. */
  cards: KnownCards;
  /** Hashes of the keys that came since the keys were written. */
  freshKeys: number[];
  /** The sum of the line that was read last. */
  last: string;
  /** Whether the changes have grown so long that the whole is better written anew. */
  isLong: boolean;
};

type KeptFile = { signature: string; group: number; skippedLines: number };

/**
 * Groups that became one, which has the lowest of their numbers: its files and cells as they are now, and hashes of the
 * keys that are new in it.
 */
export type CostChange = {
  merged: number[];
  files: Map<string, KeptFile>;
  cells: CostCell[];
  freshKeys: number[];
};

type KeptCell = CostCell & { group: number };
type Records = { files: CostCache["files"]; cells: KeptCell[] };

/** Null where nothing is kept for the time zone, or it is of another day, price list or version. */
export function readCostCache(folder: string, timezone: string, now: number): CostCache | null {
  try {
    const content = readFileSync(fileOf(folder), "utf8");
    const [first = "", ...rest] = content.split("\n").filter((line) => line !== "");
    const cache = wholeOf(first, timezone);
    if (!cache || Math.abs(now - cache.madeAt) > lifeMs) return null;
    cache.isLong = content.length - first.length > Math.max(mostChangesBytes, first.length / 2);
    for (const line of rest) takeLine(cache, line);
    return cache;
  } catch {
    // Cut short, or of a version that nobody knows: added up anew.
    return null;
  }
}

function wholeOf(line: string, timezone: string): CostCache | null {
  const whole = readLine(line);
  const kept = Object(whole?.kept);
  const isGood =
    kept.version === version && kept.prices === priceVersion && kept.timezone === timezone;
  if (!whole || !isGood) return null;
  const { files, cells } = unpackRecords(kept.records) as Records;
  const groups: CostCache["groups"] = new Map();
  for (const cell of cells) addCell(groups, cell);
  const { stamp, madeAt, roots } = kept;
  const cards = unpackCards(kept.cards);
  const last = whole.sum;
  return { stamp, madeAt, roots, files, groups, cards, freshKeys: [], last, isLong: false };
}

function addCell(groups: CostCache["groups"], { group, ...cell }: KeptCell): void {
  const list = groups.get(group);
  if (list) list.push(cell);
  else groups.set(group, [cell]);
}

/** One that follows another line than the last is of a process that did not know this one's. */
function takeLine(cache: CostCache, line: string): void {
  const read = readLine(line);
  if (!read) return;
  const { after, merged, records, cards, freshKeys } = Object(read.kept);
  if (after !== cache.last) return;
  const { files, cells } = unpackRecords(records) as {
    files: CostCache["files"];
    cells: CostCell[];
  };
  takeChange(cache, { merged, files, cells, freshKeys });
  if (cards) cache.cards = unpackCards(cards);
  cache.last = read.sum;
}

/** Lays a change over what was kept. */
export function takeChange(
  cache: CostCache,
  { merged, files, cells, freshKeys }: CostChange,
): void {
  for (const group of merged) cache.groups.delete(group);
  cache.groups.set(Math.min(...merged), cells);
  for (const [name, file] of files) cache.files.set(name, file);
  cache.freshKeys.push(...freshKeys);
}

/** The whole, with the keys of all responses. */
export function writeCostCache(
  folder: string,
  timezone: string,
  cache: Pick<CostCache, "madeAt" | "roots" | "files" | "groups" | "cards"> & { keys: CostKeys },
): void {
  const { madeAt, roots, files, groups, cards, keys } = cache;
  const cells = [...groups].flatMap(([group, list]) => list.map((cell) => ({ ...cell, group })));
  const records = packRecords({ files, cells } satisfies Records);
  const head = { version, prices: priceVersion, timezone, madeAt, roots };
  try {
    const stamp = writeCostKeys(folder, keys);
    const kept = { ...head, stamp, cards: packCards(cards), records };
    writeStateFile(fileOf(folder), lineOf(kept), { isPrecious: false });
  } catch {
    // A full disk: it is added up anew next time.
  }
}

/** What changed in the cache since it was read; `cards`: those of the cache where there are new ones. */
export function appendCostChange(
  folder: string,
  { last: after }: CostCache,
  change: CostChange & { cards?: KnownCards },
): void {
  const { merged, files, freshKeys, cards } = change;
  const records = packRecords({ files, cells: change.cells });
  const kept: KeptChange = { after, merged, records, freshKeys };
  if (cards) kept.cards = packCards(cards);
  try {
    // A kill may have cut short the line before.
    appendFileSync(fileOf(folder), `\n${lineOf(kept)}`, { mode: 0o600 });
  } catch {
    // The logs that grew are added up again next time.
  }
}

type KeptChange = {
  after: string;
  merged: number[];
  records: unknown;
  freshKeys: number[];
  cards?: KeptCards;
};

const fileOf = (folder: string) => path.join(folder, "costs.ndjson");

const sumOf = (text: string) => crc32(text).toString(36);

function lineOf(kept: object): string {
  const text = JSON.stringify(kept);
  return `${sumOf(text)}\t${text}\n`;
}

/** Null for a damaged line, which would give wrong figures where it is still JSON. */
function readLine(line: string): { sum: string; kept: unknown } | null {
  const end = line.indexOf("\t");
  const text = line.slice(end + 1);
  const sum = line.slice(0, Math.max(end, 0));
  return sum === sumOf(text) ? { sum, kept: JSON.parse(text) } : null;
}
