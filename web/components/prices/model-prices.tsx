import { Link } from "@tanstack/react-router";
import type { ModelPrice, PricedModel } from "#contract/prices.ts";
import { Cost } from "#web/components/money.tsx";
import { formatCount, formatRate, formatResponses } from "#web/lib/format.ts";
import { BucketList } from "./bucket-list.tsx";

type ModelPricesProps = { models: PricedModel[]; mayChange: boolean };

/** Models that were seen, with their prices today. Those without one are told elsewhere. */
export function ModelPrices({ models, mayChange }: ModelPricesProps) {
  const priced = models.flatMap((one) => (one.price ? [{ ...one, price: one.price }] : []));
  if (priced.length === 0) {
    return (
      <p className="p-4 text-muted">
        Models with a price are listed here once a machine has sent what used them.
      </p>
    );
  }
  return (
    <ul>
      {priced.map((one) => (
        <li
          key={one.model}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-b px-4 py-3 last:border-b-0"
        >
          <div className="grid min-w-0 content-start gap-0.5">
            <p className="font-mono text-sm">{one.model ?? "unknown model"}</p>
            <BucketList prices={one.price.usdPerMillion} />
            <p className="text-sm text-muted">{sourceOf(one.price)}</p>
          </div>
          <div className="grid content-start justify-items-end gap-0.5 text-right">
            <p className="font-medium">
              <Cost totals={{ ...one, lowerBoundEvents: 0 }} />
            </p>
            <p className="text-sm text-muted">{formatResponses(one.events)}</p>
            {mayChange && one.model !== null && (
              <Link
                to="."
                search={{ price: one.model }}
                resetScroll={false}
                aria-label={`Change the price of ${one.model}`}
                className="text-sm text-accent underline-offset-2 hover:underline"
              >
                Change
              </Link>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Where a price is from, and what long requests pay. */
function sourceOf({ source, version, knownModel, longContext }: ModelPrice): string {
  const from = {
    table: `from ${version}`,
    alias: `as ${knownModel}`,
    override: "this workspace's own",
  }[source];
  if (!longContext) return from;
  const { input, output } = longContext.usdPerMillion;
  return `${from}; above ${formatCount(longContext.above)} tokens ${formatRate(input)} in, ${formatRate(output)} out`;
}
