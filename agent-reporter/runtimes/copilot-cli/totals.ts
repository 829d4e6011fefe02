import { countOf, isObject, objectOf, textOf } from "../json-values.ts";

/** Counts as Copilot writes them: `input` holds what was read from and written to the cache. */
export type Totals = {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  reasoning: number;
  /** A billionth of an AI unit, which costs a cent. */
  nanoAiu: number;
};

export const nothing: Totals = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  reasoning: 0,
  nanoAiu: 0,
};

const fields = ["input", "output", "cacheRead", "cacheWrite", "reasoning", "nanoAiu"] as const;

/** No count may pass what can be sent. */
const mostTokens = 1e12;

const combine = (a: Totals, b: Totals, how: (a: number, b: number) => number): Totals => {
  const made = { ...nothing };
  for (const field of fields) {
    const most = field === "nanoAiu" ? Number.MAX_SAFE_INTEGER : mostTokens;
    made[field] = Math.min(most, Math.max(0, how(a[field], b[field])));
  }
  return made;
};

export const plus = (a: Totals, b: Totals) => combine(a, b, (x, y) => x + y);
export const larger = (a: Totals, b: Totals) => combine(a, b, Math.max);
export const minus = (a: Totals, b: Totals) => combine(a, b, (x, y) => x - y);

export const isNothing = (totals: Totals) => fields.every((field) => totals[field] === 0);

/** By how much counters rose; where one is below what was seen, all began again. */
export function riseOf(seen: Totals, now: Totals): Totals {
  const counters = ["input", "output", "cacheRead", "cacheWrite"] as const;
  const isReset = counters.some((field) => now[field] < seen[field]);
  return isReset ? now : minus(now, seen);
}

/** A sum of AI units: larger than any count of tokens. */
export const amountOf = (value: unknown) =>
  typeof value === "number" && value > 0 && value <= Number.MAX_SAFE_INTEGER
    ? Math.floor(value)
    : 0;

/** The counters of a shutdown, for each model. */
export function countersOf(data: Record<string, unknown>): [model: string, totals: Totals][] {
  const metrics = Object.entries(objectOf(data["modelMetrics"])).filter(([, metric]) =>
    isObject(objectOf(metric)["usage"]),
  );
  return metrics.flatMap(([name, metric]) => {
    const model = textOf(name);
    const own = objectOf(metric)["totalNanoAiu"];
    // The session's sum is of one model where there is but one.
    const nanoAiu = amountOf(own ?? (metrics.length === 1 ? data["totalNanoAiu"] : 0));
    return model === null ? [] : [[model, { ...countsOf(objectOf(metric)), nanoAiu }]];
  });
}

function countsOf(metric: Record<string, unknown>) {
  const usage = objectOf(metric["usage"]);
  return {
    input: countOf(usage["inputTokens"]),
    output: countOf(usage["outputTokens"]),
    cacheRead: countOf(usage["cacheReadTokens"]),
    cacheWrite: countOf(usage["cacheWriteTokens"]),
    reasoning: countOf(usage["reasoningTokens"]),
  };
}
