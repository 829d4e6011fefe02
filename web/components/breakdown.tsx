import type { Totals } from "#contract/totals.ts";
import { seriesColours } from "#web/lib/series-colour.ts";
import { Cost, type CostParts, Tokens } from "./money.tsx";
import { Skeleton } from "./ui/states.tsx";

export type BreakdownRow = { key: string | null; label: string; totals: Totals };

type BreakdownProps = {
  title: string;
  /** Undefined while they are on their way. */
  rows: BreakdownRow[] | undefined;
};

const most = 8;

/** What a total is made of, largest first, as bars against the largest. */
export function Breakdown({ title, rows }: BreakdownProps) {
  return (
    <section className="card grid grid-cols-1 content-start gap-3 p-4" aria-label={title}>
      <h2 className="font-medium">{title}</h2>
      {rows ? <Bars rows={rows.slice(0, most)} /> : <Skeleton className="h-40" />}
      {rows?.length === 0 && <p className="text-sm text-muted">Nothing in this range.</p>}
      {rows && rows.length > most && <Rest rows={rows.slice(most)} />}
    </section>
  );
}

function Bars({ rows }: { rows: BreakdownRow[] }) {
  const colours = seriesColours(rows.map(({ key }) => key));
  const largest = Math.max(...rows.map(sizeOf), 1);
  return (
    <ul className="grid grid-cols-1 gap-2.5">
      {rows.map((row, nth) => (
        <li key={row.key ?? ""} className="grid grid-cols-1 gap-1">
          <div className="flex justify-between gap-3 text-sm">
            <span dir="auto" className="min-w-0 truncate" title={row.label}>
              {row.label}
            </span>
            <span className="flex shrink-0 gap-3">
              <span className="text-muted">
                <Tokens count={row.totals.total} />
              </span>
              <span className="min-w-20 text-right">
                <Cost totals={row.totals} />
              </span>
            </span>
          </div>
          <div className="h-1.5 overflow-hidden rounded-full bg-raised" aria-hidden>
            <div
              className="h-full min-w-0.5 rounded-full"
              style={{ width: `${(sizeOf(row) / largest) * 100}%`, background: colours[nth] }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What did not fit, in one line. */
function Rest({ rows }: { rows: BreakdownRow[] }) {
  const sumOf = (figure: keyof CostParts) =>
    rows.reduce((sum, { totals }) => sum + totals[figure], 0);
  const totals = {
    costNanoUsd: sumOf("costNanoUsd"),
    events: sumOf("events"),
    unpricedEvents: sumOf("unpricedEvents"),
    lowerBoundEvents: sumOf("lowerBoundEvents"),
  };
  return (
    <p className="flex justify-between gap-3 text-sm text-muted">
      <span>{rows.length} more</span>
      <Cost totals={totals} />
    </p>
  );
}

const sizeOf = ({ totals }: BreakdownRow) => totals.costNanoUsd || totals.total / 1e6;
