import { useInfiniteQuery } from "@tanstack/react-query";
import { AuditList } from "#web/components/audit-list.tsx";
import { rateChanges } from "#web/lib/rate-changes.ts";
import { vibeQueries } from "#web/queries/vibe.ts";

/** What changed in the rates, when and by whom. */
export function RateAudit({ workspace }: { workspace: string }) {
  const audit = useInfiniteQuery(vibeQueries.audit(workspace));
  return (
    <AuditList
      audit={audit}
      empty="Nothing was changed yet: the defaults hold."
      keyOf={({ revision }) => revision}
    >
      {(entry) => (
        <ul className="grid gap-0.5">
          {rateChanges(entry.before, entry.after).map(({ name, before, after }) => (
            <li key={name}>
              {name}: {before} → {after}
            </li>
          ))}
        </ul>
      )}
    </AuditList>
  );
}
