import { useInfiniteQuery } from "@tanstack/react-query";
import type { PriceAuditEntry, PriceChange } from "#contract/prices.ts";
import { AuditList } from "#web/components/audit-list.tsx";
import {
  formatCount,
  formatDate,
  formatRate,
  formatResponses,
  formatUsd,
} from "#web/lib/format.ts";
import { priceQueries } from "#web/queries/prices.ts";

/** What changed, when and by whom. */
export function PriceAudit({ workspace }: { workspace: string }) {
  const audit = useInfiniteQuery(priceQueries.audit(workspace));
  return (
    <AuditList
      audit={audit}
      empty="Nothing was changed yet."
      keyOf={(entry) => (entry.type === "prices" ? entry.revision : entry.repricing.id)}
    >
      {(entry) => <Entry entry={entry} />}
    </AuditList>
  );
}

function Entry({ entry }: { entry: PriceAuditEntry }) {
  if (entry.type === "prices") {
    return (
      <ul className="grid gap-0.5">
        {entry.changes.map((change) => (
          <li key={`${change.from} ${change.model}`}>
            <code className="font-mono">{change.model}</code>
            {change.from && ` from ${formatDate(change.from)}`}: {valueOf(change.before)} →{" "}
            {valueOf(change.after)}
          </li>
        ))}
      </ul>
    );
  }
  const { status, changedEvents, beforeNanoUsd, afterNanoUsd, unpricedBefore, unpricedAfter } =
    entry.repricing;
  return (
    <p>
      {formatResponses(changedEvents)} re-priced: {formatUsd(beforeNanoUsd)} →{" "}
      {formatUsd(afterNanoUsd)}
      {unpricedBefore !== unpricedAfter &&
        `, ${formatCount(unpricedBefore)} → ${formatCount(unpricedAfter)} unpriced`}
      {status === "stopped" && ", then stopped since prices changed"}
      {status === "running" && " so far"}
    </p>
  );
}

function valueOf(value: PriceChange["after"]): string {
  if (value === null) return "nothing of its own";
  if (typeof value === "string") return `as ${value}`;
  return `${formatRate(value.input)} in, ${formatRate(value.output)} out`;
}
