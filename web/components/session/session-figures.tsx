import type { SessionDetail } from "#contract/sessions.ts";
import { Cost, Tokens } from "#web/components/money.tsx";
import { Stat, StatRow, Ticking } from "#web/components/stat.tsx";
import { formatCount, formatDuration } from "#web/lib/format.ts";
import { useMoney } from "#web/lib/use-money.ts";

/** Of less than this the cost of an hour says nothing. */
const leastMs = 60_000;

/** What it came to, how long it took, and how much of its input was cached. */
export function SessionFigures({ session }: { session: SessionDetail }) {
  const { totals, durationMs, activeMs } = session;
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = totals;
  const money = useMoney();
  const perHour = (totals.costNanoUsd / activeMs) * 3_600_000;
  const context = input + cacheRead + cacheWrite5m + cacheWrite1h;
  const cached = context === 0 ? 0 : Math.round((cacheRead / context) * 100);
  return (
    <StatRow label="Figures">
      <Stat
        label="Cost"
        name="cost"
        value={
          <Ticking value={totals.costNanoUsd}>
            <Cost totals={totals} />
          </Ticking>
        }
        note={
          totals.unpricedEvents > 0
            ? `${formatCount(totals.unpricedEvents)} responses unpriced`
            : activeMs >= leastMs && `${money(perHour)} an hour of activity`
        }
      />
      <Stat
        label="Tokens"
        name="tokens"
        value={
          <Ticking value={totals.total}>
            <Tokens count={totals.total} isAtLeast={totals.lowerBoundEvents > 0} />
          </Ticking>
        }
        note={`${cached}% of the input from the cache`}
      />
      <Stat
        label="Duration"
        value={formatDuration(durationMs)}
        note={`${formatDuration(activeMs)} active`}
      />
      <Stat
        label="Responses"
        value={formatCount(totals.events)}
        note={
          totals.lowerBoundEvents > 0 &&
          `${formatCount(totals.lowerBoundEvents)} without a final count`
        }
      />
    </StatRow>
  );
}
