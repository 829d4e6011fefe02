import { readFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { priceVersion } from "#contract/price-version.ts";
import { writeStateFile } from "../config/state-file.ts";
import { packRecords, unpackRecords } from "../library/pack-records.ts";
import type { CostCell } from "./cost-cells.ts";
import { type KnownCards, packCards, unpackCards } from "./rate-cards.ts";

/** Raised whenever what is kept, or what is made of a log, changes. */
const version = 4;

/** Git may tell another project tomorrow: everything is added up anew once a day. */
const lifeMs = 24 * 3_600_000;

/** What the logs came to when they were last added up. */
export type CostCache = {
  /** Of the writing, shared with the keys. */
  stamp: string;
  madeAt: number;
  /** The folders whose logs these are. */
  roots: string[];
  /** By path: what changes with the file, the group that it is resolved in, the lines that were skipped. */
  files: Map<string, { signature: string; group: number; skippedLines: number }>;
  /** Cells by group. */
  groups: Map<number, CostCell[]>;
  /** The models' prices, when they were used and now. */
  cards: KnownCards;
};

/** Hashes of all responses' keys, in order; kept apart, since most readings do not ask for them. */
export type CostKeys = Uint32Array<ArrayBuffer>;

/** Null where nothing is kept for the time zone, or it is of another day, price list or version. */
export function readCostCache(folder: string, timezone: string, now: number): CostCache | null {
  try {
    const kept = Object(readSummed(fileOf(folder)));
    const isGood =
      kept.version === version && kept.prices === priceVersion && kept.timezone === timezone;
    if (!isGood || Math.abs(now - kept.madeAt) > lifeMs) return null;
    const { files, cells } = unpackRecords(kept.records) as Records;
    const groups = new Map<number, CostCell[]>();
    for (const { group, ...cell } of cells) {
      const list = groups.get(group);
      if (list) list.push(cell);
      else groups.set(group, [cell]);
    }
    const { stamp, madeAt, roots } = kept;
    return { stamp, madeAt, roots, files, groups, cards: unpackCards(kept.cards) };
  } catch {
    // Cut short, or of a version that nobody knows: added up anew.
    return null;
  }
}

type Records = { files: CostCache["files"]; cells: (CostCell & { group: number })[] };

/** The keys that go with what is kept; null where they are of another writing. */
export function readCostKeys(folder: string, { stamp }: CostCache): CostKeys | null {
  try {
    const bytes = readFileSync(keysFileOf(folder));
    if (bytes.toString("hex", 0, stampBytes) !== stamp) return null;
    const keys = bytes.subarray(stampBytes);
    if (crc32(keys) !== bytes.readUInt32LE(sumAt)) return null;
    return new Uint32Array(new Uint8Array(keys).buffer);
  } catch {
    return null;
  }
}

/** With other keys than those that are kept, or with the stamp of these. */
export function writeCostCache(
  folder: string,
  timezone: string,
  cache: Omit<CostCache, "stamp"> & ({ keys: CostKeys } | { stamp: string }),
): void {
  const { madeAt, roots, files, groups, cards } = cache;
  const keys = "keys" in cache ? cache.keys : null;
  const cells = [...groups].flatMap(([group, list]) => list.map((cell) => ({ ...cell, group })));
  const records = packRecords({ files, cells } satisfies Records);
  const stamp = "keys" in cache ? stampOf(cache.keys) : cache.stamp;
  const kept = {
    version,
    prices: priceVersion,
    timezone,
    madeAt,
    roots,
    stamp,
    cards: packCards(cards),
    records,
  };
  try {
    const text = JSON.stringify(kept);
    if (keys)
      writeStateFile(
        keysFileOf(folder),
        Buffer.concat([Buffer.from(stamp, "hex"), bytesOf(keys)]),
        made,
      );
    writeStateFile(fileOf(folder), `${sumOf(text)}\n${text}`, made);
  } catch {
    // A full disk: it is added up anew next time.
  }
}

/** Made again from the logs. */
const made = { isPrecious: false };
const stampBytes = 8;
const sumAt = 4;
const keysFileOf = (folder: string) => path.join(folder, "costs.keys");
const bytesOf = (keys: CostKeys) => Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);

/** Tells the writing, and whether the keys are as they were written. */
function stampOf(keys: CostKeys): string {
  const stamp = Buffer.alloc(stampBytes);
  stamp.writeUInt32LE(Math.floor(Math.random() * 2 ** 32));
  stamp.writeUInt32LE(crc32(bytesOf(keys)), sumAt);
  return stamp.toString("hex");
}

/** A damaged file would give wrong figures where it is still JSON. */
function readSummed(file: string): unknown {
  const content = readFileSync(file, "utf8");
  const end = content.indexOf("\n");
  const text = content.slice(end + 1);
  return content.slice(0, end) === sumOf(text) ? JSON.parse(text) : null;
}

const sumOf = (text: string) => crc32(text).toString(36);

const fileOf = (folder: string) => path.join(folder, "costs.json");

export function holds(keys: Uint32Array, hash: number): boolean {
  let [low, high] = [0, keys.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = keys[middle] ?? 0;
    if (found === hash) return true;
    if (found < hash) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
