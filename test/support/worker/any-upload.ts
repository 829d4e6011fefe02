import * as fc from "fast-check";
import type { ErrorItem, IngestItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import { anErrorItem, aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";

type Item = UsageItem | ToolItem | ErrorItem;
const hour = 3_600_000;
const start = Date.UTC(2026, 5, 1, 10);

const root = aRunItem({ runId: "root", title: "Sign-in is slow", branch: "fix/sign-in" });
const worktree = { key: "github.com/acme/web", name: "web" };

/** A root, its sub-agent in another project and branch, a fork of the root, and a run without a title. */
export const runsOfUpload: RunItem[] = [
  root,
  aRunItem({
    runId: "agent",
    rootRunId: "root",
    parentRunId: "root",
    title: "Explore",
    branch: "worktree-agent",
    project: worktree,
  }),
  aRunItem({ runId: "fork", title: "Sign-in is slow, again", branch: "feature/fork" }),
  aRunItem({ runId: "bare", branch: null, project: null }),
];

const runId = fc.constantFrom(...runsOfUpload.map((run) => run.runId));
const count = fc.nat(2_000);

/** Few keys, so that copies of one event meet: grown, in other runs, as echoes, at other times. */
const usageItem = fc
  .record({
    key: fc.nat(7).map((nth) => `claude-code:msg_${nth}`),
    runId,
    occurredAt: fc.nat(6).map((nth) => start + (nth * hour) / 2),
    model: fc.constantFrom("claude-opus-4-6", "claude-haiku-4-5", "brand-new-model", null),
    input: count,
    output: count,
    cacheRead: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    reasoning: count,
    webSearches: fc.nat(2),
    lowerBound: fc.boolean(),
    auxiliary: fc.boolean(),
    provisional: fc.boolean(),
    speed: fc.constantFrom(null, "fast"),
    credit: fc.record({ rank: fc.nat(1), beganAt: fc.nat(2) }),
  })
  .map((facts) => aUsageItem(facts));

/** A call as it began, as an older reporter tells it, and as it ended where it did. */
const toolItems = fc
  .record({
    nth: fc.nat(3),
    runId,
    ending: fc.constantFrom<Partial<ToolItem>[]>(
      [],
      [{ outcome: "ok" }],
      [{ outcome: "failed", errorKind: "exit_code", exitCode: 2 }],
      [{ outcome: "failed" }, { outcome: "rejected", errorKind: "rejected" }],
    ),
    durationMs: fc.nat(3),
    ranMs: fc.option(fc.nat(3)),
  })
  .map(({ nth, runId: run, ending, durationMs, ranMs }): ToolItem[] => {
    const began = aToolItem({
      key: `toolu_${nth}`,
      runId: run,
      startedAt: start + nth,
      durationMs: null,
      outcome: "unfinished",
      verb: nth === 0 ? null : "git push",
      destructive: nth === 1,
    });
    const older = { ...began, verb: null, destructive: false };
    return [began, older, ...ending.map((end) => ({ ...began, durationMs, ranMs, ...end }))];
  });

/** Few keys, so that the same failure is told by several runs, and more of it by some. */
const errorItem = fc
  .record({
    key: fc.nat(2).map((nth) => `claude-code:error:req_${nth}`),
    runId,
    occurredAt: fc.nat(3).map((nth) => start + nth),
    kind: fc.constantFrom("other", "rate_limit", "overloaded"),
    status: fc.constantFrom(null, 429),
    attempt: fc.constantFrom(null, 1, 2),
    model: fc.constantFrom(null, "claude-opus-4-6"),
  })
  .map((facts) => anErrorItem(facts));

/** What a person's machines have to tell, in some order. */
export const anUpload: fc.Arbitrary<Item[]> = fc
  .tuple(
    fc.array(usageItem, { minLength: 1, maxLength: 14 }),
    fc.array(toolItems, { maxLength: 4 }),
    fc.array(errorItem, { maxLength: 4 }),
  )
  .map(([usage, tools, errors]) => [...usage, ...tools.flat(), ...errors]);

export type Delivery = { machine: 0 | 1; batch: IngestItem[] };

const machine = fc.constantFrom<0 | 1>(0, 1);
const cut = fc.record({ machine, size: fc.integer({ min: 1, max: 6 }) });

/**
 * The same items shuffled, with repeats, in batches of two machines. Each machine tells of a run in the batch that
 * first names it; what was not told by then is told before everything or at the end.
 */
export function deliveriesOf(items: Item[]): fc.Arbitrary<Delivery[]> {
  return fc
    .record({
      order: fc.subarray(items).chain((again) => shuffled([...items, ...again])),
      cuts: fc.array(cut, { minLength: items.length * 2, maxLength: items.length * 2 }),
      areRunsFirst: fc.boolean(),
    })
    .map(({ order, cuts, areRunsFirst }) => {
      const runs = { machine: 0, batch: runsOfUpload } as const;
      const deliveries = withRuns(cutUp(order, cuts), areRunsFirst ? runsOfUpload : []);
      return areRunsFirst ? [runs, ...deliveries] : [...deliveries, runs];
    });
}

const shuffled = (items: Item[]) => fc.shuffledSubarray(items, { minLength: items.length });

type Part = { machine: 0 | 1; items: Item[] };

function cutUp(items: Item[], cuts: { machine: 0 | 1; size: number }[]): Part[] {
  let at = 0;
  return cuts.flatMap(({ machine: by, size }) => {
    const part = items.slice(at, at + size);
    at += size;
    return part.length > 0 ? [{ machine: by, items: part }] : [];
  });
}

function withRuns(parts: Part[], toldBefore: RunItem[]): Delivery[] {
  const told = [new Set(toldBefore), new Set<RunItem>()] as const;
  return parts.map(({ machine: by, items }) => {
    const named = new Set(items.map((item) => item.runId));
    const runs = runsOfUpload.filter((run) => named.has(run.runId) && !told[by].has(run));
    for (const run of runs) told[by].add(run);
    return { machine: by, batch: [...items, ...runs] };
  });
}
