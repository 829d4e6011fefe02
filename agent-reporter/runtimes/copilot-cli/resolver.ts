import type { IngestItem } from "#contract/ingest.ts";
import type { RunPlace } from "../../library/library-types.ts";
import { keyOf, mergeUsages, type PlainRecords, type PlainUsage } from "../plain/plain-records.ts";
import { PlainResolver } from "../plain/plain-resolver.ts";
import type { Resolver, ResolverOptions } from "../runtime-adapter.ts";
import { isStore, type StoreTotal, storeTotals } from "./read-store.ts";
import {
  type Ledger,
  ledgerIn,
  marked,
  named,
  openOutput,
  pairNames,
  sessionOf,
  usageOf,
} from "./read-stretches.ts";
import { isNothing, minus, nothing, type Totals } from "./totals.ts";

/**
 * Completes what logs say of the stretches that go on with what the store says. Both make the same events, so that
 * it is all one which is read first, or whether the store can be read at all.
 */
export class CopilotResolver implements Resolver<PlainRecords> {
  #plain: PlainResolver;
  #logs = new Map<string, PlainRecords>();
  #stores = new Map<string, PlainRecords>();
  #changed = new Set<string>();
  /** What stores said of each log's session, as it was last laid over the log. */
  #laidOver = new Map<string, string>();
  /** Sessions of which there are logs. */
  #logged = new Set<string>();

  constructor(runtime: string, options: ResolverOptions) {
    this.#plain = new PlainResolver(runtime, options);
  }

  update(path: string, records: PlainRecords): void {
    (isStore(records) ? this.#stores : this.#logs).set(path, records);
    this.#changed.add(path);
  }

  takeDirty(): IngestItem[] {
    this.#combine();
    return this.#plain.takeDirty();
  }

  *all(): Generator<IngestItem> {
    this.#combine();
    yield* this.#plain.all();
  }

  places(): RunPlace[] {
    this.#combine();
    return this.#plain.places();
  }

  #combine(): void {
    if (this.#changed.size === 0) return;
    const sums = this.#sums();
    for (const [path, records] of this.#logs) {
      const own = sums.get(sessionOf(records)) ?? [];
      const text = JSON.stringify(own);
      if (!this.#changed.has(path) && this.#laidOver.get(path) === text) continue;
      this.#laidOver.set(path, text);
      this.#plain.update(path, completed(records, own));
    }
    const logged = new Set([...this.#logs.values()].map(sessionOf));
    const areOthers =
      logged.size !== this.#logged.size || [...logged].some((one) => !this.#logged.has(one));
    this.#logged = logged;
    for (const [path, records] of this.#stores) {
      if (areOthers || this.#changed.has(path))
        this.#plain.update(path, withoutLogs(records, logged));
    }
    this.#changed.clear();
  }

  #sums(): Map<string, StoreTotal[]> {
    const sums = new Map<string, StoreTotal[]>();
    for (const records of this.#stores.values()) {
      for (const sum of storeTotals(records).values()) {
        const list = sums.get(sum.session) ?? [];
        list.push(sum);
        sums.set(sum.session, list);
      }
    }
    return sums;
  }
}

/** Sessions of which there is no log: their one stretch is all that the store has. */
function withoutLogs(records: PlainRecords, logged: Set<string>): PlainRecords {
  const usage = new Map<string, PlainUsage>();
  for (const { session: run, model, totals, at } of storeTotals(records).values()) {
    if (logged.has(run)) continue;
    const began = at ?? records.runs.get(run)?.startedAt ?? 0;
    const event = usageOf({ run, model, stretch: 0, at: began }, totals);
    usage.set(event.key, event);
  }
  return { ...records, usage };
}

/** What the store has beyond the shutdowns belongs to the stretch that goes on. */
function completed(records: PlainRecords, sums: StoreTotal[]): PlainRecords {
  const ledger = ledgerIn(records);
  const told = new Map(sums.map(({ model, totals }) => [model, totals]));
  // Where it calls models otherwise, nobody knows what is beyond.
  const isComparable = Object.keys(ledger.closed).every((name) => told.has(named(name)));
  if (sums.length === 0 || !isComparable) return records;
  for (const [model, totals] of told) {
    const beyond = beyondOf(totals, ledger.closed[marked(model)]);
    if (beyond) told.set(model, beyond);
    else told.delete(model);
  }
  return { ...records, usage: withStretches(records, ledger, told) };
}

/** What was used since the last shutdown; of its cost nothing is known where shutdowns did not tell theirs. */
function beyondOf(totals: Totals, closed = nothing): Totals | null {
  const beyond = minus(totals, closed);
  const isCostKnown = isNothing(closed) || closed.nanoAiu > 0;
  const { nanoAiu, ...tokens } = beyond;
  if (isNothing({ ...tokens, nanoAiu: 0 })) return null;
  return { ...tokens, nanoAiu: isCostKnown ? nanoAiu : 0 };
}

function withStretches(
  records: PlainRecords,
  ledger: Ledger,
  told: Map<string, Totals>,
): Map<string, PlainUsage> {
  const usage = new Map(records.usage);
  const run = sessionOf(records);
  const names = pairNames(ledger, told);
  for (const [model, totals] of told) {
    const name = names.get(model) ?? model;
    const key = keyOf(run, name, ledger.stretch);
    const known = usage.get(key);
    const event = usageOf({ run, model, stretch: ledger.stretch, at: ledger.since }, totals);
    // A row is written after its message may be: until then the message knows more.
    const lowerBound = totals.output < openOutput(ledger, name);
    const merged = known ? mergeUsages({ ...known, model }, event) : event;
    usage.set(key, { ...merged, key, at: known?.at ?? event.at, lowerBound });
  }
  return usage;
}
