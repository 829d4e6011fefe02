import type { QueryClient } from "@tanstack/react-query";
import type { CostSummary, PeriodCosts } from "#contract/costs.ts";
import type { AgentsMessage, SessionMessage, WorkspaceMessage } from "#contract/live.ts";
import type { Totals } from "#contract/totals.ts";
import { agentQueries, agentsAt } from "#web/queries/agents.ts";
import { costQueries } from "#web/queries/costs.ts";
import { sessionQueries } from "#web/queries/sessions.ts";

/**
 * Writes a session's state where the page that shows it was loaded from. A repeated or an older one changes nothing;
 * tells whether this one did.
 */
export function applySession(
  client: QueryClient,
  workspace: string,
  { revision, session }: Omit<SessionMessage, "type">,
): boolean {
  const { queryKey } = sessionQueries.detail(workspace, session.id);
  const known = client.getQueryData(queryKey);
  if (!known || known.revision >= revision) return false;
  client.setQueryData(queryKey, { ...known, ...session });
  return true;
}

/** How the agents do. */
export function applyAgents(
  client: QueryClient,
  workspace: string,
  { at, agents }: Pick<AgentsMessage, "at" | "agents">,
): void {
  client.setQueryData(agentQueries.now(workspace).queryKey, agentsAt({ at, items: agents }));
}

/** The overview: what is active, and today. Today's change moves every figure that holds today. */
export function applyWorkspace(
  client: QueryClient,
  workspace: string,
  message: WorkspaceMessage,
): void {
  applyAgents(client, workspace, message);
  client.setQueryData(sessionQueries.active(workspace).queryKey, { items: message.active });
  client.setQueryData(costQueries.summary(workspace).queryKey, (known) =>
    known ? withToday(known, message.today) : known,
  );
  for (const session of message.active) {
    applySession(client, workspace, { revision: session.revision, session });
  }
}

/** A new day, or sums that shrank, are for the server to say: the summary is then fetched again. */
export function withToday(summary: CostSummary, today: WorkspaceMessage["today"]): CostSummary {
  if (summary.today.from !== today.from) return summary;
  const change = difference(today.totals, summary.today.totals);
  if (change.events === 0 && change.costNanoUsd === 0 && change.total === 0) return summary;
  const moved = (period: PeriodCosts): PeriodCosts => ({
    ...period,
    totals: sum(period.totals, change),
  });
  return {
    ...summary,
    today: { ...summary.today, totals: today.totals },
    week: moved(summary.week),
    month: moved(summary.month),
    allTime: { ...summary.allTime, totals: sum(summary.allTime.totals, change) },
  };
}

type Counts = Omit<Totals, "costUsd">;

const combine = (a: Totals, b: Counts, sign: 1 | -1): Totals => {
  const counts: Counts = {
    input: a.input + sign * b.input,
    output: a.output + sign * b.output,
    cacheRead: a.cacheRead + sign * b.cacheRead,
    cacheWrite5m: a.cacheWrite5m + sign * b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + sign * b.cacheWrite1h,
    reasoning: a.reasoning + sign * b.reasoning,
    total: a.total + sign * b.total,
    events: a.events + sign * b.events,
    lowerBoundEvents: a.lowerBoundEvents + sign * b.lowerBoundEvents,
    unpricedEvents: a.unpricedEvents + sign * b.unpricedEvents,
    auxiliaryTokens: a.auxiliaryTokens + sign * b.auxiliaryTokens,
    webSearches: a.webSearches + sign * b.webSearches,
    costNanoUsd: a.costNanoUsd + sign * b.costNanoUsd,
  };
  return { ...counts, costUsd: (counts.costNanoUsd / 1e9).toFixed(9) };
};

const sum = (a: Totals, b: Totals) => combine(a, b, 1);
const difference = (a: Totals, b: Totals) => combine(a, b, -1);
