import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** One change that the program is about to make on the disk. */
export type DiskStep = {
  verb: Verb;
  path: string;
  /** Makes the change. */
  make: () => unknown;
  /** Makes as much of it as a disk does that fills up in the middle, or a power cut leaves. */
  makeHalf: () => void;
};

type Verb = (typeof verbs)[number];

const verbs = [
  "writeFileSync",
  "appendFileSync",
  "renameSync",
  "linkSync",
  "mkdirSync",
  "rmSync",
  "utimesSync",
  "openSync",
] as const;

/**
 * Lets `decide` make, halve or refuse every change of the disk from now on; the answer undoes that. It stands at Node's
 * own door, so that nothing in the program knows of it.
 */
export function atEachDiskStep(decide: (step: DiskStep) => unknown): () => void {
  const originals = verbs.map((verb) => [verb, fs[verb]] as const);
  // Node's own functions call each other; one change is one step.
  let isInside = false;
  for (const [verb, original] of originals) {
    const replaced = (...args: unknown[]) => {
      const make = () => Reflect.apply(original, fs, args);
      if (isInside || !isChange(verb, args)) return make();
      const inside = (work: () => unknown) => {
        isInside = true;
        try {
          return work();
        } finally {
          isInside = false;
        }
      };
      const path = String(args[0]);
      const makeHalf = () => void inside(() => writeHalf(verb, args));
      return decide({ verb, path, make: () => inside(make), makeHalf });
    };
    Object.assign(fs, { [verb]: replaced });
  }
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, Object.fromEntries(originals));
    syncBuiltinESMExports();
  };
}

/** Opening to read changes nothing. */
function isChange(verb: Verb, [, flags]: unknown[]): boolean {
  return verb !== "openSync" || (flags !== undefined && flags !== "r");
}

function writeHalf(verb: Verb, [target, content]: unknown[]): void {
  const isText = typeof content === "string" || content instanceof Uint8Array;
  if (!isText || (verb !== "writeFileSync" && verb !== "appendFileSync")) return;
  const bytes = Buffer.from(content);
  const half = bytes.subarray(0, bytes.length / 2);
  const add = verb === "appendFileSync" || typeof target === "number";
  if (typeof target !== "number" && typeof target !== "string") return;
  if (add) fs.appendFileSync(target, half);
  else fs.writeFileSync(target, half);
}
