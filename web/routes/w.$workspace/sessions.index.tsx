import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useCallback } from "react";
import type { CostsBy } from "#contract/costs.ts";
import { sessionFilter, type SessionFilter } from "#contract/sessions.ts";
import { Cost, Tokens } from "#web/components/money.tsx";
import { Page } from "#web/components/page.tsx";
import {
  SessionFilters,
  sessionSearch,
  type SessionSearch,
} from "#web/components/session-filters.tsx";
import { SessionTable } from "#web/components/session-table.tsx";
import { Stat, StatRow } from "#web/components/stat.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Empty, Failure, Skeleton, SkeletonRows } from "#web/components/ui/states.tsx";
import { ConnectMachine } from "#web/components/connect-machine.tsx";
import { saveCsv } from "#web/lib/save-csv.ts";
import { formatCount, formatDuration } from "#web/lib/format.ts";
import { momentsOf } from "#web/lib/range.ts";
import { costQueries } from "#web/queries/costs.ts";
import { sessionQueries } from "#web/queries/sessions.ts";

export const Route = createFileRoute("/w/$workspace/sessions/")({
  validateSearch: sessionSearch,
  component: SessionsPage,
});

function SessionsPage() {
  const { workspace } = Route.useRouteContext();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const filter = filterOf(search, workspace.timezone);
  const list = useInfiniteQuery(sessionQueries.list(workspace.slug, filter));
  const sessions = list.data?.pages.flatMap((page) => page.items) ?? [];
  const change = useCallback(
    (changed: Partial<SessionSearch>) =>
      void navigate({ search: (known) => ({ ...known, ...changed }), replace: true }),
    [navigate],
  );
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page
      title="Sessions"
      actions={
        <Button
          disabled={sessions.length === 0}
          onClick={() => saveCsv("sessions.csv", rowsOf(sessions))}
        >
          <Download aria-hidden /> CSV
        </Button>
      }
    >
      <Figures filter={filter} />
      <Filters search={search} onChange={change} />
      <section className="card overflow-clip" aria-label="Sessions">
        {list.error && (
          <Failure what="The sessions" error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.isPending && <SkeletonRows rows={10} />}
        {list.data && sessions.length === 0 && (
          <Empty title={isFiltered ? "No session fits these filters" : "No session yet"}>
            {isFiltered ? "Widen the dates or clear a filter." : <ConnectMachine />}
          </Empty>
        )}
        {sessions.length > 0 && <SessionTable workspace={workspace.slug} sessions={sessions} />}
        {list.hasNextPage && (
          <div className="grid place-items-center p-3">
            <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {list.isFetchingNextPage ? "Loading" : "Show more"}
            </Button>
          </div>
        )}
      </section>
    </Page>
  );
}

function filterOf(search: SessionSearch, timezone: string): SessionFilter {
  const { from, to, ...rest } = search;
  const moments = from || to ? momentsOf({ from, to, range: undefined }, 0, timezone) : {};
  const filter = Object.entries({ ...rest, ...moments }).filter(([, value]) => value !== undefined);
  return sessionFilter.parse(Object.fromEntries(filter));
}

function Figures({ filter }: { filter: SessionFilter }) {
  const { workspace: slug } = Route.useParams();
  const { data } = useQuery(sessionQueries.stats(slug, filter));
  const wait = <Skeleton className="my-2 h-6 w-20" />;
  return (
    <StatRow label="All that the filters find">
      <Stat label="Sessions" value={data ? formatCount(data.sessions) : wait} />
      <Stat label="Cost" name="cost" value={data ? <Cost totals={data.totals} /> : wait} />
      <Stat
        label="Tokens"
        value={
          data ? (
            <Tokens count={data.totals.total} isAtLeast={data.totals.lowerBoundEvents > 0} />
          ) : (
            wait
          )
        }
      />
      <Stat label="Time" value={data ? formatDuration(data.durationMs) : wait} />
    </StatRow>
  );
}

type FiltersProps = { search: SessionSearch; onChange: (change: Partial<SessionSearch>) => void };

/** Projects and people are those that ever cost something. */
function Filters({ search, onChange }: FiltersProps) {
  const { workspace: slug } = Route.useParams();
  const everything = { from: undefined, to: undefined };
  const projects = useQuery(costQueries.by(slug, { ...everything, dimension: "project" }));
  const people = useQuery(costQueries.by(slug, { ...everything, dimension: "person" }));
  return (
    <SessionFilters
      search={search}
      projects={optionsOf(projects.data)}
      people={optionsOf(people.data)}
      onChange={onChange}
    />
  );
}

const optionsOf = (costs: CostsBy | undefined) =>
  (costs?.items ?? []).flatMap(({ key, label }) => (key ? [{ value: key, label }] : []));

function rowsOf(sessions: Parameters<typeof SessionTable>[0]["sessions"]) {
  return sessions.map((session) => ({
    id: session.id,
    run: session.rootRunId,
    title: session.title,
    type: session.type,
    status: session.status,
    project: session.project?.name,
    person: session.person?.name,
    branch: session.branch,
    model: session.lastModel,
    started: session.startedAt,
    durationMs: session.durationMs,
    input: session.totals.input,
    output: session.totals.output,
    cacheRead: session.totals.cacheRead,
    cacheWrite: session.totals.cacheWrite5m + session.totals.cacheWrite1h,
    costUsd: session.totals.costUsd,
  }));
}
