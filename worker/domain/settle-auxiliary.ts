import type { LedgerDraft } from "./ledger-draft.ts";
import type { LedgerEvent } from "./ledger-event.ts";

const countKeys = [
  "input",
  "output",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
  "webSearches",
] as const;

type Counts = Record<(typeof countKeys)[number], number>;

/** Side requests of a run with one model: told one by one by telemetry, and in one sum by the log. */
type Side = { sum: LedgerEvent | null; isTold: boolean; toldBefore: Counts; told: Counts };

/**
 * Side requests (compactions, titles) are known twice: telemetry tells each, the log's totals what all of them came
 * to. The sum's event holds what telemetry did not tell, and is not there where that is nothing.
 */
export function settleAuxiliary(draft: LedgerDraft): void {
  for (const { sum, isTold, toldBefore, told } of sidesOf(draft).values()) {
    if (!sum || !isTold) continue;
    const stored = draft.stored(sum.key);
    const left = zero();
    for (const key of countKeys) {
      // What is stored had told requests taken off already.
      const whole = stored && stored[key] > 0 ? stored[key] + toldBefore[key] : 0;
      left[key] = Math.max(0, Math.max(whole, sum[key]) - told[key]);
    }
    if (countKeys.every((key) => left[key] === 0)) draft.drop(sum.key);
    else draft.put({ ...sum, ...left });
  }
}

function sidesOf(draft: LedgerDraft): Map<string, Side> {
  const sides = new Map<string, Side>();
  const sideOf = ({ runId, model }: LedgerEvent) => {
    const name = JSON.stringify([runId, model]);
    const side = sides.get(name) ?? { sum: null, isTold: false, toldBefore: zero(), told: zero() };
    sides.set(name, side);
    return side;
  };
  for (const { before, after } of draft.pairs()) {
    if (before && isToldSide(before)) addTo(sideOf(before), "toldBefore", before);
    if (after && isToldSide(after)) addTo(sideOf(after), "told", after);
    if (after?.auxiliary && after.source === "log") sideOf(after).sum = after;
  }
  return sides;
}

const isToldSide = ({ auxiliary, source }: LedgerEvent) => auxiliary && source === "otel";

function addTo(side: Side, when: "toldBefore" | "told", event: LedgerEvent): void {
  side.isTold = true;
  for (const key of countKeys) side[when][key] += event[key];
}

const zero = (): Counts => ({
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  webSearches: 0,
});
