import type { SessionDay } from "#contract/session-days.ts";
import { formatCount, formatDay } from "#web/lib/format.ts";
import { Cost, type CostParts, Tokens } from "../money.tsx";
import { Stat, StatRow } from "../stat.tsx";
import { Skeleton } from "../ui/states.tsx";

type FiguresProps = {
  figures: { sessions: number; days: SessionDay[] } | null;
  onOpen: (date: string) => void;
};

/** What the period came to. */
export function CalendarFigures({ figures, onOpen }: FiguresProps) {
  const wait = <Skeleton className="my-1.5 h-6 w-20" />;
  const costs = figures && sumOf(figures.days);
  const dearest = figures && mostExpensive(figures.days);
  return (
    <StatRow label="The period's figures">
      <Stat label="Sessions" value={figures ? formatCount(figures.sessions) : wait} />
      <Stat label="Cost" name="cost" value={costs ? <Cost totals={costs} /> : wait} />
      <Stat
        label="Tokens"
        value={costs ? <Tokens count={costs.total} isAtLeast={costs.lowerBoundEvents > 0} /> : wait}
      />
      <Stat
        label="Most expensive day"
        value={
          dearest ? (
            <button type="button" className="hover:underline" onClick={() => onOpen(dearest.date)}>
              {formatDay(dearest.date)}
            </button>
          ) : (
            (figures && "–") || wait
          )
        }
        note={dearest && <Cost totals={dearest.totals} />}
      />
    </StatRow>
  );
}

type PeriodSums = CostParts & { total: number };

const sumOf = (days: SessionDay[]): PeriodSums =>
  days.reduce(
    (sum, { totals }) => ({
      total: sum.total + totals.total,
      events: sum.events + totals.events,
      costNanoUsd: sum.costNanoUsd + totals.costNanoUsd,
      lowerBoundEvents: sum.lowerBoundEvents + totals.lowerBoundEvents,
      unpricedEvents: sum.unpricedEvents + totals.unpricedEvents,
    }),
    { total: 0, events: 0, costNanoUsd: 0, lowerBoundEvents: 0, unpricedEvents: 0 },
  );

function mostExpensive(days: SessionDay[]): SessionDay | undefined {
  const [first] = days.toSorted((a, b) => b.totals.costNanoUsd - a.totals.costNanoUsd);
  return first && first.totals.costNanoUsd > 0 ? first : undefined;
}
