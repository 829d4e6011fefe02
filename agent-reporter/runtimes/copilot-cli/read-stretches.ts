import { isObject, textOf } from "../json-values.ts";
import { addUsage, keyOf, type PlainRecords, type PlainUsage } from "../plain/plain-records.ts";
import { touch } from "../plain/touched.ts";
import { countersOf, isNothing, nothing, plus, riseOf, type Totals } from "./totals.ts";

/**
 * What a log adds up to, kept in the records' notes. A stretch is what lies between two shutdowns. Names of models and
 * messages have a mark before them, so that no name is one that every object has.
 */
export type Ledger = {
  /** Shutdowns so far. */
  stretch: number;
  /** When the stretch began. */
  since: number;
  /** Of the stretch, for each model what its messages put out. */
  open: Record<string, { output: number; byMessage: Record<string, number> }>;
  /** The session's counters at the last shutdown that named the model. */
  seen: Record<string, Totals>;
  /** All that shutdowns told of a model. */
  closed: Record<string, Totals>;
};

const isLedger = (value: unknown): value is Ledger => isObject(value) && isObject(value["open"]);

/** The ledger of a log, or an empty one. */
export function ledgerIn({ notes, runs }: PlainRecords): Ledger {
  if (isLedger(notes["ledger"])) return notes["ledger"];
  const [run] = runs.values();
  return { stretch: 0, since: run?.startedAt ?? 0, open: {}, seen: {}, closed: {} };
}

/** The ledger to write into. */
function ledgerOf(records: PlainRecords): Ledger {
  const ledger = ledgerIn(records);
  records.notes["ledger"] = ledger;
  return ledger;
}

/** A session's id: what its first line says, else its file's name. */
export const sessionOf = ({ notes, relative }: PlainRecords) =>
  textOf(notes["session"]) ??
  textOf(/^session-state\/([^/]+?)(?:\/events)?\.jsonl$/.exec(relative)?.[1]) ??
  relative;

const mark = "#";
export const marked = (name: string) => mark + name;
export const named = (name: string) => name.slice(mark.length);

/** Where neither the message nor the session told which model it is. */
export const unknownModel = "?";

/** One response: until the shutdown comes, its output is all that is known of what it used. */
export function readOutput(
  records: PlainRecords,
  run: string,
  message: { id: string; model: string | null; output: number; at: number },
): void {
  const ledger = ledgerOf(records);
  const model = message.model ?? unknownModel;
  const open = (ledger.open[marked(model)] ??= { output: 0, byMessage: {} });
  const id = marked(message.id);
  const before = open.byMessage[id] ?? 0;
  open.byMessage[id] = Math.max(before, message.output);
  open.output = Math.min(1e12, open.output + Math.max(0, message.output - before));
  const stretch = { run, model, stretch: ledger.stretch, at: message.at };
  const known = { ...nothing, output: open.output };
  addUsage(records, { ...usageOf(stretch, known), lowerBound: true });
}

export const openOutput = (ledger: Ledger, model: string) =>
  ledger.open[marked(model)]?.output ?? 0;

type Stretch = { run: string; model: string; stretch: number; at: number };

/** A stretch's event as records have it. */
export function usageOf({ run, model, stretch, at }: Stretch, used: Totals): PlainUsage {
  return {
    key: keyOf(run, model, stretch),
    run,
    at,
    model: model === unknownModel ? null : model,
    input: Math.max(0, used.input - used.cacheRead - used.cacheWrite),
    output: used.output,
    cacheRead: used.cacheRead,
    cacheWrite5m: used.cacheWrite,
    cacheWrite1h: 0,
    reasoning: used.reasoning,
    requestId: null,
    vendorCostNanoUsd: used.nanoAiu > 0 ? Math.round(used.nanoAiu / 100) : null,
    lowerBound: false,
  };
}

/** A shutdown's counters go on over resumes: what they rose by is the stretch's. */
export function readShutdown(
  records: PlainRecords,
  { run, at }: { run: string; at: number },
  data: Record<string, unknown>,
): void {
  const ledger = ledgerOf(records);
  const told = new Map<string, Totals>();
  for (const [model, totals] of countersOf(data)) {
    const name = marked(model);
    const rose = riseOf(ledger.seen[name] ?? nothing, totals);
    ledger.seen[name] = totals;
    if (!isNothing(rose)) told.set(model, rose);
  }
  for (const [model, rose] of told)
    ledger.closed[marked(model)] = plus(ledger.closed[marked(model)] ?? nothing, rose);
  closeStretch(records, { run, at }, told);
  ledger.stretch += 1;
  ledger.since = at;
  ledger.open = {};
}

function closeStretch(
  records: PlainRecords,
  { run, at }: { run: string; at: number },
  told: Map<string, Totals>,
): void {
  const ledger = ledgerOf(records);
  const { stretch } = ledger;
  const names = pairNames(ledger, told);
  for (const [model, totals] of told) {
    const key = keyOf(run, names.get(model) ?? model, stretch);
    const known = records.usage.get(key);
    if (known) known.model = model;
    addUsage(records, { ...usageOf({ run, model, stretch, at }, totals), key });
    touch(records, "usage", key);
  }
  // All that was used is told by now, under whatever name.
  const kept = new Set(names.values());
  for (const name of Object.keys(ledger.open).map(named)) {
    if (told.size === 0 || kept.has(name)) continue;
    records.usage.delete(keyOf(run, name, stretch));
    touch(records, "usage", keyOf(run, name, stretch));
  }
}

/**
 * Which messages' model a total belongs to. Messages may not tell their model, or call it otherwise: the total then
 * completes what was told of them, the larger with the larger, so that nothing stands twice.
 */
export function pairNames(ledger: Ledger, told: Map<string, Totals>): Map<string, string> {
  const open = Object.keys(ledger.open).map(named);
  const names = new Map(open.filter((name) => told.has(name)).map((name) => [name, name]));
  const rest = open
    .filter((name) => !told.has(name))
    .toSorted((a, b) => openOutput(ledger, b) - openOutput(ledger, a));
  const totals = [...told]
    .filter(([model]) => !names.has(model))
    .toSorted(([, a], [, b]) => b.output - a.output);
  for (const [place, [model]] of totals.entries()) {
    const name = rest[place];
    if (name !== undefined) names.set(model, name);
  }
  return names;
}
