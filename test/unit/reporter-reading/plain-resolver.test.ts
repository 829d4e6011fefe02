import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { IngestItem } from "#contract/ingest.ts";
import { itemName } from "#reporter/upload/item-name.ts";
import type { DirectoryFacts } from "#reporter/library/library-types.ts";
import { addError, endTool, startTool } from "#reporter/runtimes/plain/plain-calls.ts";
import {
  addRun,
  addUsage,
  newPlainRecords,
  type PlainRecords,
  type PlainUsage,
} from "#reporter/runtimes/plain/plain-records.ts";
import { PlainResolver } from "#reporter/runtimes/plain/plain-resolver.ts";
import { restateTool, restateUsage } from "#reporter/runtimes/plain/restate.ts";
import { touch } from "#reporter/runtimes/plain/touched.ts";
import { WholeResolver } from "./support/whole-resolver.ts";

const begin = Date.UTC(2026, 5, 1);
const among = <T>(...values: T[]) => fc.constantFrom(...values);
const run = among("a", "b", "c", "d");
const key = among("k1", "k2", "k3");
const moment = fc.nat(6).map((hour) => begin + hour * 600_000);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });

/** Something that a file says, or that happens beside the files. */
type Step = (world: World) => void;

const inFile = <Facts>(facts: fc.Arbitrary<Facts>, tell: (to: PlainRecords, it: Facts) => void) =>
  fc.tuple(among("f", "g", "h"), facts).map(
    ([file, it]): Step =>
      (world) =>
        tell(world.file(file), it),
  );

const runFacts = fc.record({
  id: run,
  parent: maybe(run),
  startedAt: maybe(moment),
  ownFrom: maybe(moment),
  lastAt: moment,
  cwd: maybe(among("/x", "/y")),
  title: maybe(among("one", "other")),
});

const usageFacts = fc
  .record({ key, run, at: moment, output: fc.nat(3) })
  .map((facts): PlainUsage => ({
    ...facts,
    model: null,
    input: 1,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    reasoning: 0,
    requestId: null,
    vendorCostNanoUsd: null,
    lowerBound: false,
  }));

const toolFacts = fc
  .record({ key, run, startedAt: moment })
  .map((facts) => ({ ...facts, name: "Read", input: {} }));

const steps = fc.oneof(
  inFile(runFacts, addRun),
  inFile(usageFacts, addUsage),
  inFile(usageFacts, restateUsage),
  inFile(toolFacts, startTool),
  inFile(toolFacts, restateTool),
  inFile(key, (to, one) => endTool(to, one, { at: begin, outcome: "ok" })),
  inFile(fc.record({ key, run, at: moment }), (to, facts) =>
    addError(to, { ...facts, kind: "timeout" }),
  ),
  inFile(key, (to, one) => {
    to.usage.delete(one);
    touch(to, "usage", one);
  }),
  // As a runtime does whose files complete each other.
  fc.tuple(among("f", "g"), fc.boolean()).map(
    ([file, hasRuns]): Step =>
      (world) =>
        world.replace(file, hasRuns),
  ),
  fc
    .tuple(among("/x", "/y"), maybe(among("main", "next")), maybe(among("p", "q")))
    .map(([cwd, branch, name]): Step => ({ folders }) => {
      const project = name === null ? null : { key: name, name };
      folders.set(cwd, { project, branch, headCommit: null });
    }),
  fc.nat(90).map(
    (minutes): Step =>
      () =>
        void vi.advanceTimersByTime(minutes * 60_000),
  ),
);

/** Files in two resolvers that must tell the same. */
class World {
  folders = new Map<string, DirectoryFacts>();
  #files = new Map<string, PlainRecords>();
  #changed = new Set<string>();
  #options = {
    titles: true,
    factsOf: (cwd: string | null) => (cwd === null ? undefined : this.folders.get(cwd)),
  };
  #resolvers = [new WholeResolver("r", this.#options), new PlainResolver("r", this.#options)];

  file(name: string): PlainRecords {
    const records = this.#files.get(name) ?? newPlainRecords(name);
    this.#files.set(name, records);
    this.#changed.add(name);
    return records;
  }

  replace(name: string, hasRuns: boolean): void {
    const known = this.file(name);
    const runs = hasRuns ? new Map(known.runs) : new Map<string, never>();
    const usage = new Map([...known.usage].map(([one, it]) => [one, { ...it, model: "m" }]));
    this.#files.set(name, { ...known, runs, usage });
  }

  look(): IngestItem[] {
    for (const name of this.#changed) {
      const records = this.file(name);
      for (const resolver of this.#resolvers) resolver.update(name, records);
    }
    this.#changed.clear();
    const [whole, told] = this.#resolvers.map((resolver) => resolver.takeDirty());
    expect(sorted(told)).toEqual(sorted(whole));
    return told ?? [];
  }

  expectSame(): void {
    const [whole, told] = this.#resolvers.map((resolver) => [...resolver.all()]);
    expect(sorted(told)).toEqual(sorted(whole));
  }
}

const sorted = (items: IngestItem[] = []) =>
  items.toSorted((a, b) => (itemName(a) < itemName(b) ? -1 : 1));

function expectRunsFirst(items: IngestItem[]): void {
  const last = items.findLastIndex(({ type }) => type === "run");
  const first = items.findIndex(({ type }) => type !== "run");
  expect(first === -1 || last < first).toBe(true);
}

beforeEach(() => void vi.useFakeTimers({ now: begin + 3_600_000 }));
afterEach(() => void vi.useRealTimers());

test("what is told of what changed is what all records come to anew", () => {
  const looks = fc.array(fc.tuple(fc.array(steps, { maxLength: 4 }), fc.boolean()), {
    maxLength: 25,
    size: "max",
  });
  fc.assert(
    fc.property(looks, (given) => {
      vi.setSystemTime(begin + 3_600_000);
      const world = new World();
      for (const [some, asksForAll] of given) {
        for (const step of some) step(world);
        expectRunsFirst(world.look());
        if (asksForAll) world.expectSame();
      }
      world.expectSame();
    }),
    { numRuns: 2_000 },
  );
}, 60_000);
