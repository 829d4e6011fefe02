import { countOf, momentOf, momentOfMs, nanoUsdOf, objectOf, textOf } from "../json-values.ts";
import { addRun, addUsage, type PlainRecords, type PlainUsage } from "../plain/plain-records.ts";
import type { Row } from "../table-rows.ts";

/** A session's id is its number of the day, on each machine anew: only with its time is it one in the world. */
export function runIdOf({ id, created_at: createdAt }: Row): string | null {
  const [name, at] = [textOf(id, 80), sqlMoment(createdAt)];
  return name === null || at === null ? name : `${name}@${at / 1_000}`;
}

/** `2026-06-01 10:00:00`, in UTC. */
export const sqlMoment = (value: unknown) =>
  typeof value === "string" ? momentOf(`${value.replace(" ", "T").replace(/Z$/, "")}Z`) : null;

/** Seconds; imported sessions have milliseconds. */
export const unixMoment = (value: unknown) =>
  typeof value === "number" && value < 1e10 ? momentOfMs(value * 1_000) : momentOfMs(value);

/** A row of the ledger is written once and for all. What it carries forward of older totals is told with these. */
export function readRequest(records: PlainRecords, row: Row, run: string | null): boolean {
  const at = unixMoment(row["created_timestamp"]);
  if (run === null || at === null || row["cost_source"] === "carried_forward") return true;
  const buckets = bucketsOf(row, "");
  if (sumOf(buckets) === 0) return true;
  addRun(records, { id: run, startedAt: at, lastAt: at });
  addUsage(records, {
    key: `${run}:${String(row["id"])}.${at / 1_000}`,
    run,
    at,
    model: textOf(row["model"]),
    ...buckets,
    requestId: null,
    vendorCostNanoUsd: nanoUsdOf(row["cost"]),
    lowerBound: false,
  });
  return true;
}

const parts = ["input", "output", "cacheRead", "cacheWrite5m"] as const;

type Buckets = Pick<PlainUsage, (typeof parts)[number] | "cacheWrite1h" | "reasoning">;

const sumOf = (buckets: Buckets) => parts.reduce((sum, name) => sum + buckets[name], 0);

/** Goose's input holds what was cached, unless the total shows that it stands beside it. */
function bucketsOf(row: Row, prefix: string): Buckets {
  const count = (name: string) => countOf(row[`${prefix}${name}_tokens`]);
  const [input, output, total] = [count("input"), count("output"), count("total")];
  const [cacheRead, cacheWrite5m] = [count("cache_read"), count("cache_write")];
  const cached = cacheRead + cacheWrite5m;
  const isBeside = input < cached || total === input + output + cached;
  const own = isBeside ? input : input - cached;
  return { input: own, output, cacheRead, cacheWrite5m, cacheWrite1h: 0, reasoning: 0 };
}

/** What the sessions' totals have more than their rows of the ledger, which may have begun later, or never. */
export function readTotals(records: PlainRecords, sessions: Row[]): void {
  const known = sumsByRun(records);
  for (const session of sessions) {
    const run = runIdOf(session);
    const at = sqlMoment(session["created_at"]);
    if (run === null || at === null) continue;
    const rest = bucketsOf(session, "accumulated_");
    const { buckets, cost } = known.get(run) ?? nothing;
    for (const name of parts) rest[name] = Math.max(0, rest[name] - buckets[name]);
    if (sumOf(rest) === 0) continue;
    const restCost = (nanoUsdOf(session["accumulated_cost"]) ?? 0) - cost;
    addUsage(records, {
      key: `${run}${beforeLedger}`,
      run,
      at,
      model: textOf(objectOf(parseOrNull(session["model_config_json"]))["model_name"]),
      ...rest,
      requestId: null,
      vendorCostNanoUsd: restCost > 0 ? restCost : null,
      lowerBound: false,
    });
  }
}

const beforeLedger = ":before";

const nothing = { buckets: { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0 }, cost: 0 };

function sumsByRun({ usage }: PlainRecords): Map<string, typeof nothing> {
  const sums = new Map<string, typeof nothing>();
  for (const one of usage.values()) {
    if (one.key.endsWith(beforeLedger)) continue;
    const { buckets, cost } = sums.get(one.run) ?? nothing;
    const added = { ...buckets };
    for (const name of parts) added[name] += one[name];
    sums.set(one.run, { buckets: added, cost: cost + (one.vendorCostNanoUsd ?? 0) });
  }
  return sums;
}

/** Null for what is no JSON. */
export function parseOrNull(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
