import { createHash } from "node:crypto";

/** Numbers that look random and are the same for the same seed. */
export type Random = {
  /** From `least` to `most`, both included. */
  integer(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  weighted<T extends { weight: number }>(from: readonly T[]): T;
};

/** A generator of its own for each seed. */
export function seeded(seed: string): Random {
  let state = createHash("sha256").update(seed).digest().readUInt32LE(0);
  // Mulberry32: small, fast, and good enough for sample data.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    integer: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick: (from) => at(from, Math.floor(next() * from.length)),
    weighted(from) {
      let left = next() * from.reduce((sum, one) => sum + one.weight, 0);
      return from.find((one) => (left -= one.weight) < 0) ?? at(from, from.length - 1);
    },
  };
}

function at<T>(from: readonly T[], index: number): T {
  const found = from[index];
  if (found === undefined) throw new Error("There is nothing to pick from.");
  return found;
}
