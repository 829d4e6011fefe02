import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useCallback } from "react";
import type { SessionFilter, SessionSummary } from "#contract/sessions.ts";
import { ConnectMachine } from "#web/components/connect-machine.tsx";
import { Cost, Tokens } from "#web/components/money.tsx";
import { Page } from "#web/components/page.tsx";
import { SessionFilters } from "#web/components/session-filters.tsx";
import { SessionTable } from "#web/components/session-table.tsx";
import { Stat, StatRow } from "#web/components/stat.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Empty, Failure, Skeleton, SkeletonRows } from "#web/components/ui/states.tsx";
import { formatCount, formatDuration } from "#web/lib/format.ts";
import { saveCsv } from "#web/lib/save-csv.ts";
import { sessionRow } from "#web/lib/session-row.ts";
import {
  filterOf,
  isFiltered,
  noFilter,
  type SessionSearch,
  sessionSearch,
} from "#web/lib/session-search.ts";
import { costOptions, costQueries } from "#web/queries/costs.ts";
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
  const { sort } = search;
  const list = useInfiniteQuery(sessionQueries.list(workspace.slug, filter, sort ? { sort } : {}));
  const sessions = list.data && eachOnce(list.data.pages.flatMap((page) => page.items));
  const change = useCallback(
    (changed: SessionSearch) =>
      void navigate({ search: (known) => ({ ...known, ...changed }), replace: true }),
    [navigate],
  );
  return (
    <Page title="Sessions" actions={<CsvButton sessions={sessions ?? []} />}>
      <Figures filter={filter} />
      <Filters search={search} onChange={change} />
      <section className="card overflow-clip" aria-label="Sessions">
        {list.error && !sessions && (
          <Failure what="The sessions" error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.isPending && <SkeletonRows rows={10} />}
        {sessions && <SessionList sessions={sessions} search={search} onChange={change} />}
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

const CsvButton = ({ sessions }: { sessions: SessionSummary[] }) => (
  <Button
    disabled={sessions.length === 0}
    title="The sessions below, as a spreadsheet"
    onClick={() => saveCsv("sessions.csv", sessions.map(sessionRow))}
  >
    <Download aria-hidden /> CSV
  </Button>
);

/** A session that went on between two pages may stand on both. */
const eachOnce = (sessions: SessionSummary[]) => [
  ...new Map(sessions.map((session) => [session.id, session])).values(),
];

type SessionListProps = {
  sessions: SessionSummary[];
  search: SessionSearch;
  onChange: (change: SessionSearch) => void;
};

function SessionList({ sessions, search, onChange }: SessionListProps) {
  const { workspace } = Route.useParams();
  if (sessions.length > 0) {
    return (
      <SessionTable
        workspace={workspace}
        sessions={sessions}
        sort={search.sort}
        onSort={(sort) => onChange({ sort })}
      />
    );
  }
  if (isFiltered(search)) {
    return (
      <Empty
        title="No session fits these filters"
        action={<Button onClick={() => onChange(noFilter)}>Clear the filters</Button>}
      >
        Widen the dates, or look for less.
      </Empty>
    );
  }
  return (
    <Empty title="No session yet">
      <ConnectMachine />
    </Empty>
  );
}

function Figures({ filter }: { filter: SessionFilter }) {
  const { workspace: slug } = Route.useParams();
  const { data, error } = useQuery(sessionQueries.stats(slug, filter));
  const wait = error ? "–" : <Skeleton className="my-1.5 h-6 w-20" />;
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

type FiltersProps = { search: SessionSearch; onChange: (change: SessionSearch) => void };

/** Projects and people are those that ever cost something. */
function Filters({ search, onChange }: FiltersProps) {
  const { workspace: slug } = Route.useParams();
  const everything = { from: undefined, to: undefined };
  const projects = useQuery(costQueries.by(slug, { ...everything, dimension: "project" }));
  const people = useQuery(costQueries.by(slug, { ...everything, dimension: "person" }));
  return (
    <SessionFilters
      search={search}
      projects={costOptions(projects.data)}
      people={costOptions(people.data)}
      onChange={onChange}
    />
  );
}
