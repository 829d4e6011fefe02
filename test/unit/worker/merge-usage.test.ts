import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { LedgerEvent } from "#worker/domain/ledger-event.ts";
import { mergeUsage } from "#worker/domain/merge-usage.ts";

const text = fc.constantFrom(null, "a", "b", "c");
const count = fc.nat(5);
const maybe = fc.option(count, { nil: null });
const countKeys = [
  "input",
  "output",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
  "reasoning",
  "webSearches",
] as const;

/** What is known of whose event it is: one run is one project's, one person's and one session's. */
const claim = fc.record({
  run: fc.nat(2),
  machine: fc.nat(2),
  rank: fc.nat(1),
  beganAt: fc.nat(2),
});

/** Reports of one event; small ranges, so that ties come up. */
const report: fc.Arbitrary<LedgerEvent> = fc
  .record({
    claim,
    revision: count,
    occurredAt: count,
    model: fc.constantFrom("", "m", "n"),
    input: count,
    output: count,
    cacheRead: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    reasoning: count,
    webSearches: count,
    serviceTier: text,
    speed: text,
    geo: text,
    requestId: text,
    source: fc.constantFrom<"log" | "otel">("log", "otel"),
    lowerBound: fc.boolean(),
    auxiliary: fc.boolean(),
    provisional: fc.boolean(),
    vendorCostNanoUsd: maybe,
  })
  .map(({ claim: { run, machine, rank, beganAt }, ...facts }) => ({
    ...facts,
    workspaceId: "workspace",
    key: "claude-code:msg_1",
    runtime: "claude-code",
    taskId: "",
    runId: `run-${run}`,
    devSessionId: `session-${run}`,
    projectId: `project-${run}`,
    personId: `person-${run}`,
    isSubagent: run === 1,
    machineId: `machine-${machine}`,
    creditRank: rank,
    creditBeganAt: beganAt,
    costNanoUsd: null,
    priceVersion: null,
  }));

const often = { numRuns: 2_000 };

test("the order of two reports does not matter", () => {
  fc.assert(
    fc.property(report, report, (a, b) => {
      expect(mergeUsage(a, b)).toEqual(mergeUsage(b, a));
    }),
    often,
  );
});

test("what was merged before does not matter", () => {
  fc.assert(
    fc.property(report, report, report, (a, b, c) => {
      expect(mergeUsage(mergeUsage(a, b), c)).toEqual(mergeUsage(a, mergeUsage(b, c)));
    }),
    often,
  );
});

test("a repeat changes nothing", () => {
  fc.assert(
    fc.property(report, report, (a, b) => {
      expect(mergeUsage(a, a)).toEqual(a);
      const merged = mergeUsage(a, b);
      expect(mergeUsage(merged, b)).toEqual(merged);
    }),
    often,
  );
});

test("each count is the larger one, and the time the earlier one", () => {
  fc.assert(
    fc.property(report, report, (a, b) => {
      fc.pre(a.provisional === b.provisional && a.source === b.source);
      const merged = mergeUsage(a, b);
      for (const key of countKeys) expect(merged[key]).toBe(Math.max(a[key], b[key]));
      expect(merged.occurredAt).toBe(Math.min(a.occurredAt, b.occurredAt));
    }),
    often,
  );
});

test("a log's time, model and kinds of cache writes stand over telemetry's", () => {
  fc.assert(
    fc.property(report, report, (a, b) => {
      const log: LedgerEvent = { ...a, source: "log", provisional: false };
      const merged = mergeUsage({ ...b, source: "otel", provisional: false }, log);
      const { occurredAt, model, cacheWrite5m, cacheWrite1h } = log;
      expect(merged).toMatchObject({ occurredAt, model, cacheWrite5m, cacheWrite1h });
      expect(merged.source).toBe("log");
      for (const key of ["input", "output", "cacheRead", "webSearches"] as const)
        expect(merged[key]).toBe(Math.max(a[key], b[key]));
    }),
    often,
  );
});

test("an echo adds nothing to a real report", () => {
  fc.assert(
    fc.property(report, report, (a, b) => {
      const real = { ...a, provisional: false };
      const merged = mergeUsage(real, { ...b, provisional: true, revision: a.revision });
      expect(merged).toEqual(real);
    }),
    often,
  );
});
