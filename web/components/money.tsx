import type { Totals } from "#contract/totals.ts";
import { formatCount, formatTokens, formatUsdExactly } from "#web/lib/format.ts";
import { useMoney } from "#web/lib/use-money.ts";

export type CostParts = Pick<
  Totals,
  "costNanoUsd" | "lowerBoundEvents" | "unpricedEvents" | "events"
>;

/** A cost with its marks: "at least" where counts are partial, "unpriced" where prices are missing. */
export function Cost({ totals }: { totals: CostParts }) {
  const { costNanoUsd, unpricedEvents, events } = totals;
  const money = useMoney();
  const isAllUnpriced = events > 0 && unpricedEvents === events;
  if (isAllUnpriced)
    return (
      <span className="text-warning" title={explainCost(totals)}>
        unpriced
      </span>
    );
  return (
    <span title={explainCost(totals)}>
      {isAtLeast(totals) && <span aria-label="at least">≥ </span>}
      {money(costNanoUsd)}
    </span>
  );
}

const isAtLeast = ({ lowerBoundEvents, unpricedEvents }: CostParts) =>
  lowerBoundEvents > 0 || unpricedEvents > 0;

/** The exact value, and why it may be more. */
export function explainCost({ costNanoUsd, lowerBoundEvents, unpricedEvents }: CostParts): string {
  const parts = [formatUsdExactly(costNanoUsd)];
  if (lowerBoundEvents > 0) {
    parts.push(
      `At least: ${formatCount(lowerBoundEvents)} responses were logged before their final output count.`,
    );
  }
  if (unpricedEvents > 0) {
    parts.push(
      `${formatCount(unpricedEvents)} responses have a model without a price; they are not in the cost.`,
    );
  }
  return parts.join("\n");
}

export function Tokens({
  count,
  isAtLeast: atLeast = false,
}: {
  count: number;
  isAtLeast?: boolean;
}) {
  return (
    <span title={`${formatCount(count)} tokens`}>
      {atLeast && <span aria-label="at least">≥ </span>}
      {formatTokens(count)}
    </span>
  );
}
