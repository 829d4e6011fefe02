import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { PriceBookInput, PriceList } from "#contract/prices.ts";
import { Button, buttonStyle } from "#web/components/ui/button.tsx";
import { Confirm } from "#web/components/ui/confirm.tsx";
import { formatDate } from "#web/lib/format.ts";
import { withoutAlias, withoutOverride } from "#web/lib/price-book.ts";
import { BucketList } from "./bucket-list.tsx";
import { useSavePrices } from "./price-form.tsx";

type OwnPricesProps = { workspace: string; list: PriceList; mayChange: boolean };

/** The workspace's aliases and prices. */
export function OwnPrices({ workspace, list, mayChange }: OwnPricesProps) {
  const { aliases, overrides } = list;
  const row = { workspace, mayChange };
  if (aliases.length + overrides.length === 0) {
    return <p className="p-4 text-muted">None. All models have the price table's prices.</p>;
  }
  return (
    <ul>
      {aliases.map(({ model, knownModel }) => (
        <OwnPrice key={model} {...row} model={model} removed={withoutAlias(list, model)}>
          <p className="text-sm text-muted">
            as <code className="font-mono text-text">{knownModel}</code>
          </p>
        </OwnPrice>
      ))}
      {overrides.toSorted(byModelAndDay).map((one) => (
        <OwnPrice
          key={`${one.model} ${one.from}`}
          {...row}
          model={one.model}
          removed={withoutOverride(list, one)}
        >
          <p className="text-sm text-muted">from {formatDate(one.from)}</p>
          <BucketList prices={one.usdPerMillion} />
        </OwnPrice>
      ))}
    </ul>
  );
}

type Override = PriceList["overrides"][number];

const byModelAndDay = (a: Override, b: Override) =>
  a.model.localeCompare(b.model) || (a.from < b.from ? 1 : -1);

type OwnPriceProps = {
  workspace: string;
  mayChange: boolean;
  model: string;
  /** The book without it. */
  removed: PriceBookInput;
  children: ReactNode;
};

function OwnPrice({ workspace, mayChange, model, removed, children }: OwnPriceProps) {
  const save = useSavePrices(workspace);
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="grid min-w-0 flex-[1_1_240px] gap-0.5">
        <p className="font-mono text-sm">{model}</p>
        {children}
      </div>
      {mayChange && (
        <div className="ml-auto flex gap-2">
          <Link
            to="."
            search={{ price: model }}
            resetScroll={false}
            aria-label={`Edit the price of ${model}`}
            className={buttonStyle()}
          >
            Edit
          </Link>
          <Confirm
            trigger={
              <Button look="danger" aria-label={`Remove the price of ${model}`}>
                Remove
              </Button>
            }
            title={`Remove the price of ${model}?`}
            says="New responses are priced without it. Past ones keep their costs until you re-price them."
            action="Remove"
            onConfirm={() => save.mutateAsync(removed)}
          />
        </div>
      )}
    </li>
  );
}
