import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { PricedModel } from "#contract/prices.ts";
import { Tokens } from "#web/components/money.tsx";
import { Button, buttonStyle } from "#web/components/ui/button.tsx";
import { formatCount, formatResponses } from "#web/lib/format.ts";

type UnpricedModelsProps = { models: PricedModel[]; mayChange: boolean; isAnySeen: boolean };

const mostAtFirst = 20;

/** The models whose use is in no sum of money. */
export function UnpricedModels({ models, mayChange, isAnySeen }: UnpricedModelsProps) {
  const [isWhole, setWhole] = useState(false);
  if (models.length === 0) {
    const says = isAnySeen
      ? "Every response that was sent so far has a price."
      : "Nothing was sent yet.";
    return <p className="p-4 text-muted">{says}</p>;
  }
  return (
    <ul>
      {(isWhole ? models : models.slice(0, mostAtFirst)).map((one) => (
        <li
          key={one.model}
          className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b px-4 py-3 last:border-b-0"
        >
          <div className="min-w-0 flex-[1_1_240px]">
            <p dir="auto" className="font-mono text-sm break-all">
              {one.model ?? "unknown model"}
            </p>
            <p className="text-sm text-muted">{one.runtimes.join(", ")}</p>
          </div>
          <p className="text-sm text-muted">
            <span className="text-warning">
              {one.unpricedEvents > 0
                ? `${formatCount(one.unpricedEvents)} unpriced`
                : "New ones are unpriced,"}
            </span>{" "}
            {one.unpricedEvents > 0 && "of "}
            {formatResponses(one.events)}, <Tokens count={one.tokens} /> tokens
          </p>
          <p className="ml-auto text-sm text-muted">
            <NextStep one={one} mayChange={mayChange} />
          </p>
        </li>
      ))}
      {!isWhole && models.length > mostAtFirst && (
        <li className="grid place-items-center p-3">
          <Button onClick={() => setWhole(true)}>Show all {formatCount(models.length)}</Button>
        </li>
      )}
    </ul>
  );
}

function NextStep({ one, mayChange }: { one: PricedModel; mayChange: boolean }) {
  if (one.model === null) return "The log does not name it";
  if (one.price) return "Has a price now: re-price below";
  if (!mayChange) return "An admin can price it";
  return (
    <Link to="." search={{ price: one.model }} resetScroll={false} className={buttonStyle()}>
      Set a price
    </Link>
  );
}
