import { useInfiniteQuery } from "@tanstack/react-query";
import type { VibeAudit } from "#contract/vibe.ts";
import { Ago } from "#web/components/time.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { rateChanges } from "#web/lib/rate-changes.ts";
import { vibeQueries } from "#web/queries/vibe.ts";

/** What changed in the rates, when and by whom. */
export function RateAudit({ workspace }: { workspace: string }) {
  const audit = useInfiniteQuery(vibeQueries.audit(workspace));
  const entries = audit.data?.pages.flatMap((page) => page.items);
  if (audit.error && !entries)
    return <Failure what="The record" error={audit.error} onRetry={() => void audit.refetch()} />;
  if (!entries) return <SkeletonRows rows={2} />;
  if (entries.length === 0)
    return <p className="p-4 text-muted">Nothing was changed yet: the defaults hold.</p>;
  return (
    <>
      <ol>
        {entries.map((entry) => (
          <Entry key={entry.revision} entry={entry} />
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

const Entry = ({ entry }: { entry: VibeAudit["items"][number] }) => (
  <li className="grid grid-cols-1 gap-1 border-b px-4 py-3 text-sm last:border-b-0">
    <p className="text-muted">
      <Ago at={entry.at} />, {entry.by?.name ?? "somebody who left"}
    </p>
    <ul className="grid gap-0.5">
      {rateChanges(entry.before, entry.after).map(({ name, before, after }) => (
        <li key={name}>
          {name}: {before} → {after}
        </li>
      ))}
    </ul>
  </li>
);
