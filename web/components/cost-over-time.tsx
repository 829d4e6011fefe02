import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { SessionDetail } from "#contract/sessions.ts";
import { hourMs, hourSteps, stepFor, turnSteps } from "#web/lib/cost-steps.ts";
import { sessionQueries } from "#web/queries/sessions.ts";
import { TimeChart } from "./time-chart.tsx";

type CostOverTimeProps = { workspace: string; session: SessionDetail; timezone: string };

/**
 * A session's cost over time, its tokens where nothing of it has a price: by the hour, or by minutes from its turns where
 * it was short.
 */
export function CostOverTime({ workspace, session, timezone }: CostOverTimeProps) {
  const { data, error, hasNextPage } = useInfiniteQuery(
    sessionQueries.timeline(workspace, session.id),
  );
  const unit = session.totals.costNanoUsd > 0 ? "cost" : "tokens";
  const span = Date.parse(session.lastActivityAt) - Date.parse(session.startedAt);
  const stepMs = error ? hourMs : stepFor(span);
  const turns = useMemo(() => {
    if (stepMs === hourMs || !data || hasNextPage) return null;
    const items = data.pages.flatMap((page) => page.items);
    return turnSteps(items, stepMs, unit);
  }, [data, hasNextPage, stepMs, unit]);
  const points = stepMs === hourMs ? hourSteps(session.byHour, unit) : turns;
  return <TimeChart {...{ points, stepMs, unit, timezone }} />;
}
