import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Ago } from "#web/components/time.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Failure, SkeletonRows } from "#web/components/ui/states.tsx";

type Change = { at: string; by: { name: string } | null };

type AuditListProps<Entry> = {
  audit: UseInfiniteQueryResult<InfiniteData<{ items: Entry[] }>>;
  /** Said where nothing was changed. */
  empty: string;
  keyOf: (entry: Entry) => string | number;
  /** What changed. */
  children: (entry: Entry) => ReactNode;
};

/** A record of changes, newest first: what changed, when and by whom. */
export function AuditList<Entry extends Change>(props: AuditListProps<Entry>) {
  const { audit, empty, keyOf, children } = props;
  const entries = audit.data?.pages.flatMap((page) => page.items);
  if (audit.error && !entries)
    return <Failure what="The record" error={audit.error} onRetry={() => void audit.refetch()} />;
  if (!entries) return <SkeletonRows rows={2} />;
  if (entries.length === 0) return <p className="p-4 text-muted">{empty}</p>;
  return (
    <>
      <ol>
        {entries.map((entry) => (
          <li
            key={keyOf(entry)}
            className="grid grid-cols-1 gap-1 border-b px-4 py-3 text-sm last:border-b-0"
          >
            <p className="text-muted">
              <Ago at={entry.at} />, {entry.by?.name ?? "somebody who left"}
            </p>
            {children(entry)}
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
