import type { PlainRun } from "./plain-records.ts";

type Runs = ReadonlyMap<string, PlainRun>;

/**
 * The run above one, as far as it is known. Of runs that are each other's parents the first by id is above the others.
 */
export function parentOf(run: PlainRun, runs: Runs): PlainRun | undefined {
  const parent = toldParent(run, runs);
  return parent && isFirstOfCircle(run, runs) ? undefined : parent;
}

const toldParent = ({ parent }: PlainRun, runs: Runs) =>
  parent === null ? undefined : runs.get(parent);

function isFirstOfCircle(run: PlainRun, runs: Runs): boolean {
  const passed = new Set<PlainRun>();
  let first = run.id;
  for (let at = toldParent(run, runs); at !== run; at = toldParent(at, runs)) {
    // Above it is the top, or a circle that it is no part of.
    if (!at || passed.has(at)) return false;
    passed.add(at);
    if (at.id < first) first = at.id;
  }
  return first === run.id;
}

/** A run and those above it, as far as they are known. */
export function chainOf(id: string, runs: Runs): PlainRun[] {
  const chain: PlainRun[] = [];
  for (let run = runs.get(id); run; run = parentOf(run, runs)) chain.push(run);
  return chain;
}
