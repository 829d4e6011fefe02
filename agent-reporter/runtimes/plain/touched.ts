import type { PlainRecords } from "./plain-records.ts";

/** The parts of a file's records. */
export const kinds = ["runs", "usage", "tools", "errors"] as const;

export type Kind = (typeof kinds)[number];

/** Keys of what changed. */
export type Touched = Record<Kind, Set<string>>;

export const nothingTouched = (): Touched => ({
  runs: new Set(),
  usage: new Set(),
  tools: new Set(),
  errors: new Set(),
});

/** Beside the records, since it is not kept with them. */
const touchedIn = new WeakMap<PlainRecords, Touched>();

/** Notes that a part of the records changed. Whoever changes one says so. */
export function touch(records: PlainRecords, kind: Kind, key: string): void {
  touchedIn.get(records)?.[kind].add(key);
}

/** What changed since the last call; null at the first one, when all is new. */
export function takeTouched(records: PlainRecords): Touched | null {
  const touched = touchedIn.get(records) ?? null;
  touchedIn.set(records, nothingTouched());
  return touched;
}
