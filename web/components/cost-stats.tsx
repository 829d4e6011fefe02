import type { CostSummary, PeriodCosts } from "#contract/costs.ts";
import type { Totals } from "#contract/totals.ts";
import { formatCount } from "#web/lib/format.ts";
import { Cost, Tokens } from "./money.tsx";
import { Change, Stat, StatRow, Ticking } from "./stat.tsx";
import { Skeleton } from "./ui/states.tsx";

const periods = [
  { key: "today", label: "Today", than: "yesterday" },
  { key: "week", label: "This week", than: "last week" },
  { key: "month", label: "This month", than: "last month" },
] as const;

/** Today, this week, this month, all time. */
export function CostStats({ summary }: { summary: CostSummary | undefined }) {
  return (
    <StatRow label="Spend">
      {periods.map(({ key, label, than }) => (
        <PeriodStat key={key} label={label} than={than} period={summary?.[key]} />
      ))}
      <Stat
        label="All time"
        name="cost"
        value={
          summary ? (
            <Figure totals={summary.allTime.totals} />
          ) : (
            <Skeleton className="my-1.5 h-6 w-28" />
          )
        }
        note={summary ? <TokensNote totals={summary.allTime.totals} /> : waitingNote}
      />
    </StatRow>
  );
}

/** As high as the line that comes. */
const waitingNote = <Skeleton className="my-1 h-3 w-20" />;

type PeriodStatProps = { label: string; than: string; period: PeriodCosts | undefined };

function PeriodStat({ label, than, period }: PeriodStatProps) {
  return (
    <Stat
      label={label}
      name="cost"
      value={period ? <Figure totals={period.totals} /> : <Skeleton className="my-1.5 h-6 w-28" />}
      note={
        period ? (
          <div className="flex flex-wrap gap-x-3">
            <TokensNote totals={period.totals} />
            <Change
              now={period.totals.costNanoUsd}
              before={period.previous.costNanoUsd}
              than={than}
            />
          </div>
        ) : (
          waitingNote
        )
      }
    />
  );
}

const Figure = ({ totals }: { totals: Totals }) => (
  <Ticking value={totals.costNanoUsd}>
    <Cost totals={totals} />
  </Ticking>
);

const TokensNote = ({ totals }: { totals: Totals }) => (
  <p data-figure="tokens" title={`${formatCount(totals.events)} responses`}>
    <Tokens count={totals.total} isAtLeast={totals.lowerBoundEvents > 0} /> tokens
  </p>
);
