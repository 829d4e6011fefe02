import { useInfiniteQuery } from "@tanstack/react-query";
import type { PriceAuditEntry, PriceChange } from "#contract/prices.ts";
import { Ago } from "#web/components/time.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Failure, SkeletonRows } from "#web/components/ui/states.tsx";
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
  const entries = audit.data?.pages.flatMap((page) => page.items);
  if (audit.error && !entries)
    return <Failure what="The record" error={audit.error} onRetry={() => void audit.refetch()} />;
  if (!entries) return <SkeletonRows rows={2} />;
  if (entries.length === 0) return <p className="p-4 text-muted">Nothing was changed yet.</p>;
  return (
    <>
      <ol>
        {entries.map((entry) => (
          <li
            key={entry.type === "prices" ? entry.revision : entry.repricing.id}
            className="grid grid-cols-1 gap-1 border-b px-4 py-3 text-sm last:border-b-0"
          >
            <p className="text-muted">
              <Ago at={entry.at} />, {entry.by?.name ?? "somebody who left"}
            </p>
            <Entry entry={entry} />
          </li>
        ))}
      </ol>
      {audit.hasNextPage && (
        <div className="border-t p-3">
          <Button disabled={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            Show earlier ones
          </Button>
        </div>
      )}
    </>
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
