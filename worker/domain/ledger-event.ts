import type { Sums } from "./sums.ts";

/** One row of the ledger, as stored. `""` stands for none in ids and model. */
export type LedgerEvent = {
  workspaceId: string;
  key: string;
  /** 0 for an event that is not stored yet. */
  revision: number;
  runtime: string;
  runId: string;
  devSessionId: string;
  projectId: string;
  personId: string;
  machineId: string;
  taskId: string;
  occurredAt: number;
  model: string;
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  reasoning: number;
  webSearches: number;
  serviceTier: string | null;
  speed: string | null;
  geo: string | null;
  requestId: string | null;
  source: "log" | "otel";
  isSubagent: boolean;
  lowerBound: boolean;
  auxiliary: boolean;
  provisional: boolean;
  creditRank: number;
  creditBeganAt: number;
  vendorCostNanoUsd: number | null;
  costNanoUsd: number | null;
  priceVersion: string | null;
};

/** What one event adds to every sum it is in. */
export function sumsOf(event: LedgerEvent): Sums {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, reasoning, webSearches } = event;
  const tokens = input + output + cacheRead + cacheWrite5m + cacheWrite1h;
  return {
    input,
    output,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h,
    reasoning,
    webSearches,
    events: 1,
    lowerBoundEvents: event.lowerBound ? 1 : 0,
    unpricedEvents: event.costNanoUsd === null ? 1 : 0,
    auxiliaryTokens: event.auxiliary ? tokens : 0,
    costNanoUsd: event.costNanoUsd ?? 0,
  };
}
