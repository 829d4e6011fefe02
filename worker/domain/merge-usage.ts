import type { LedgerEvent } from "./ledger-event.ts";

/**
 * Two reports of one event become one. The result does not depend on their order, on how often each came, or on what
 * was merged before: per-field maximum of the counts, earliest time (of logs, where one told), and for whose event it is the smallest claim.
 * A provisional report (an echo) yields to a real one entirely. The caller prices the result.
 */
export function mergeUsage(a: LedgerEvent, b: LedgerEvent): LedgerEvent {
  if (a.provisional !== b.provisional) {
    const real = a.provisional ? b : a;
    return { ...real, revision: Math.max(a.revision, b.revision) };
  }
  const credited = compareClaims(a, b) <= 0 ? a : b;
  return {
    ...credited,
    revision: Math.max(a.revision, b.revision),
    ...largerCounts(a, b),
    ...wordsOf(a, b),
    serviceTier: largerText(a.serviceTier, b.serviceTier),
    speed: largerText(a.speed, b.speed),
    geo: largerText(a.geo, b.geo),
    requestId: largerText(a.requestId, b.requestId),
    source: a.source === "log" || b.source === "log" ? "log" : "otel",
    lowerBound: a.lowerBound && b.lowerBound,
    auxiliary: a.auxiliary && b.auxiliary,
    vendorCostNanoUsd: largerCost(a.vendorCostNanoUsd, b.vendorCostNanoUsd),
  };
}

/** The log's word on time, model and kinds of cache writes stands over telemetry's, which may not tell the kinds. */
function wordsOf(a: LedgerEvent, b: LedgerEvent) {
  if (a.source !== b.source) {
    const { occurredAt, model, cacheWrite5m, cacheWrite1h } = a.source === "log" ? a : b;
    return { occurredAt, model, cacheWrite5m, cacheWrite1h };
  }
  return {
    occurredAt: Math.min(a.occurredAt, b.occurredAt),
    model: largerText(a.model, b.model) ?? "",
    cacheWrite5m: Math.max(a.cacheWrite5m, b.cacheWrite5m),
    cacheWrite1h: Math.max(a.cacheWrite1h, b.cacheWrite1h),
  };
}

const largerCounts = (a: LedgerEvent, b: LedgerEvent) => ({
  input: Math.max(a.input, b.input),
  output: Math.max(a.output, b.output),
  cacheRead: Math.max(a.cacheRead, b.cacheRead),
  reasoning: Math.max(a.reasoning, b.reasoning),
  webSearches: Math.max(a.webSearches, b.webSearches),
});

/** Whose event it is: the smallest (rank, beganAt, run, machine). Negative where `a` claims better. */
function compareClaims(a: LedgerEvent, b: LedgerEvent): number {
  return (
    a.creditRank - b.creditRank ||
    a.creditBeganAt - b.creditBeganAt ||
    compareText(a.runId, b.runId) ||
    compareText(a.machineId, b.machineId) ||
    compareText(a.projectId, b.projectId)
  );
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** A text that only one of them has wins; of two different ones, always the same. */
function largerText(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function largerCost(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
