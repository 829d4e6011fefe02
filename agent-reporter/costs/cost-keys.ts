import { readFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { writeStateFile } from "../config/state-file.ts";

/** Hashes of all responses' keys, in order; kept apart, since most readings do not ask for them. */
export type CostKeys = Uint32Array<ArrayBuffer>;

const stampBytes = 8;
const sumAt = 4;

/** Null where the keys are of another writing than the stamp's. */
export function readCostKeys(folder: string, { stamp }: { stamp: string }): CostKeys | null {
  try {
    const bytes = readFileSync(fileOf(folder));
    if (bytes.toString("hex", 0, stampBytes) !== stamp) return null;
    const keys = bytes.subarray(stampBytes);
    if (crc32(keys) !== bytes.readUInt32LE(sumAt)) return null;
    return new Uint32Array(new Uint8Array(keys).buffer);
  } catch {
    return null;
  }
}

/** Answers the stamp to know them by. */
export function writeCostKeys(folder: string, keys: CostKeys): string {
  const bytes = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
  const stamp = Buffer.alloc(stampBytes);
  stamp.writeUInt32LE(Math.floor(Math.random() * 2 ** 32));
  stamp.writeUInt32LE(crc32(bytes), sumAt);
  writeStateFile(fileOf(folder), Buffer.concat([stamp, bytes]), { isPrecious: false });
  return stamp.toString("hex");
}

const fileOf = (folder: string) => path.join(folder, "costs.keys");

export function withKeys(keys: CostKeys, added: number[]): CostKeys {
  const all = new Uint32Array(keys.length + added.length);
  all.set(keys);
  all.set(added, keys.length);
  return all.toSorted();
}

/** Whether a hash is among them. */
export function holds(keys: CostKeys, hash: number): boolean {
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
