import {
  mergeUsages,
  type PlainError,
  type PlainRun,
  type PlainTool,
  type PlainUsage,
} from "./plain-records.ts";

type Runs = ReadonlyMap<string, PlainRun>;

/** What files tell of one response together, for the run that began first; undefined where all only copied it. */
export function creditedUsage(told: PlainUsage[], runs: Runs): PlainUsage | undefined {
  let credited: PlainUsage | undefined;
  for (const usage of told) {
    if (isCopied(usage.at, runs.get(usage.run))) continue;
    const isFirst = credited !== undefined && isEarlier(credited, usage, runs);
    const [first, second] = isFirst && credited ? [credited, usage] : [usage, credited];
    credited = second ? mergeUsages(first, second) : first;
  }
  return credited;
}

/** One that has ended says more; of copies the first run's counts. Undefined where nothing is known of its run. */
export function creditedTool(told: PlainTool[], runs: Runs): PlainTool | undefined {
  let credited: PlainTool | undefined;
  for (const tool of told) {
    if (isCopied(tool.startedAt, runs.get(tool.run))) continue;
    if (!credited || isBetter(tool, credited, runs)) credited = tool;
  }
  return credited && runs.has(credited.run) ? credited : undefined;
}

/** The first run's. Undefined where nothing is known of any. */
export function creditedError(told: PlainError[], runs: Runs): PlainError | undefined {
  let credited: PlainError | undefined;
  for (const error of told) {
    if (!runs.has(error.run) || isCopied(error.at, runs.get(error.run))) continue;
    if (!credited || !isEarlier(credited, error, runs)) credited = error;
  }
  return credited;
}

const isCopied = (at: number, run: PlainRun | undefined) => at < (run?.ownFrom ?? 0);

function isBetter(a: PlainTool, b: PlainTool, runs: Runs): boolean {
  if (hasEnded(a) !== hasEnded(b)) return hasEnded(a);
  return a.run !== b.run && isEarlier(a, b, runs);
}

const hasEnded = ({ outcome }: PlainTool) => outcome !== "unfinished";

type OfRun = { run: string };

function isEarlier(a: OfRun, b: OfRun, runs: Runs): boolean {
  const began = ({ run }: OfRun) => runs.get(run)?.startedAt ?? Infinity;
  return began(a) < began(b) || (began(a) === began(b) && a.run <= b.run);
}
