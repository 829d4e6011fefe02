import type { Totals } from "#contract/totals.ts";
import { seriesColour } from "#web/lib/series-colour.ts";
import { Cost, Tokens } from "./money.tsx";

export type BreakdownRow = { key: string | null; label: string; totals: Totals };

type BreakdownProps = { title: string; rows: BreakdownRow[]; most?: number };

/** What a total is made of, largest first, as bars against the largest. */
export function Breakdown({ title, rows, most = 8 }: BreakdownProps) {
  const shown = rows.slice(0, most);
  const largest = Math.max(...shown.map(sizeOf), 1);
  return (
    <section className="card grid content-start gap-3 p-4" aria-label={title}>
      <h2 className="font-medium">{title}</h2>
      <ul className="grid gap-2.5">
        {shown.map((row) => (
          <li key={row.key ?? ""} className="grid gap-1">
            <div className="flex justify-between gap-3 text-sm">
              <span className="min-w-0 truncate" title={row.key ?? row.label}>
                {row.label}
              </span>
              <span className="flex shrink-0 gap-3">
                <span className="text-muted">
                  <Tokens count={row.totals.total} />
                </span>
                <span className="min-w-16 text-right">
                  <Cost totals={row.totals} />
                </span>
              </span>
            </div>
            <div className="h-1.5 overflow-hidden rounded-full bg-raised" aria-hidden>
              <div
                className="h-full rounded-full"
                style={{
                  width: `${(sizeOf(row) / largest) * 100}%`,
                  background: seriesColour(row.key),
                }}
              />
            </div>
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p className="text-sm text-muted">Nothing in this range.</p>}
      {rows.length > most && <p className="text-sm text-muted">and {rows.length - most} more</p>}
    </section>
  );
}

const sizeOf = ({ totals }: BreakdownRow) => totals.costNanoUsd || totals.total / 1e6;
