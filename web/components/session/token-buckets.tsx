import type { Totals } from "#contract/totals.ts";
import { Tokens } from "#web/components/money.tsx";
import { formatCount } from "#web/lib/format.ts";

/** Disjoint: together they are all tokens. */
const buckets = [
  ["input", "Input", "var(--chart-1)"],
  ["cacheRead", "Cache read", "var(--chart-6)"],
  ["cacheWrite5m", "Cache write, 5 min", "var(--chart-3)"],
  ["cacheWrite1h", "Cache write, 1 h", "var(--chart-7)"],
  ["output", "Output", "var(--chart-2)"],
] as const;

/** Tokens by how they are paid for. */
export function TokenBuckets({ totals }: { totals: Totals }) {
  const used = buckets.filter(([key]) => totals[key] > 0);
  const partOf = (count: number) => (count / Math.max(1, totals.total)) * 100;
  return (
    <section className="card grid grid-cols-1 content-start gap-3 p-4" aria-label="Tokens">
      <h2 className="font-medium">Tokens</h2>
      {used.length === 0 && <p className="text-sm text-muted">Nothing yet.</p>}
      <div className="flex h-1.5 gap-px overflow-hidden rounded-full bg-raised" aria-hidden>
        {used.map(([key, , colour]) => (
          <div
            key={key}
            className="min-w-0.5"
            style={{ width: `${partOf(totals[key])}%`, background: colour }}
          />
        ))}
      </div>
      <ul className="grid grid-cols-1 gap-1.5 text-sm">
        {used.map(([key, name, colour]) => (
          <li key={key} className="flex items-center gap-2">
            <span
              className="size-2 shrink-0 rounded-full"
              style={{ background: colour }}
              aria-hidden
            />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="text-muted tabular-nums">{shareOf(partOf(totals[key]))}</span>
            <span className="min-w-16 text-right tabular-nums" data-figure={`tokens-${key}`}>
              <Tokens count={totals[key]} />
            </span>
          </li>
        ))}
      </ul>
      {totals.reasoning > 0 && (
        <p className="text-sm text-muted">
          {formatCount(totals.reasoning)} of the output is reasoning
        </p>
      )}
    </section>
  );
}

const shareOf = (percent: number) =>
  percent > 0 && percent < 1 ? "<1%" : `${Math.round(percent)}%`;
