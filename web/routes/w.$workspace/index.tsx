import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { z } from "zod";
import { costDimension } from "#contract/costs.ts";
import { Breakdown } from "#web/components/breakdown.tsx";
import { chartData } from "#web/components/chart-days.ts";
import { ConnectMachine } from "#web/components/connect-machine.tsx";
import { CostChart } from "#web/components/cost-chart.tsx";
import { CostStats } from "#web/components/cost-stats.tsx";
import { LiveCard } from "#web/components/live-card.tsx";
import { Page } from "#web/components/page.tsx";
import { SessionTable } from "#web/components/session-table.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Choice } from "#web/components/ui/choice.tsx";
import { Empty, Failure, Skeleton, SkeletonRows } from "#web/components/ui/states.tsx";
import { shortModel } from "#web/lib/format.ts";
import { dayOf, momentsOf, rangeNames, rangeSearch } from "#web/lib/range.ts";
import { useNow } from "#web/lib/use-now.ts";
import { costQueries } from "#web/queries/costs.ts";
import { sessionQueries } from "#web/queries/sessions.ts";

const units = ["cost", "tokens"] as const;

export const Route = createFileRoute("/w/$workspace/")({
  validateSearch: rangeSearch.extend({
    by: costDimension.optional().catch(undefined),
    unit: z.enum(units).optional().catch(undefined),
  }),
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(costQueries.summary(params.workspace));
  },
  component: OverviewPage,
});

function OverviewPage() {
  const { workspace: slug } = Route.useParams();
  const summary = useQuery(costQueries.summary(slug));
  if (summary.data?.allTime.totals.events === 0) return <FirstSteps />;
  return (
    <Page title="Overview">
      {summary.error ? (
        <div className="card">
          <Failure
            what="The figures"
            error={summary.error}
            onRetry={() => void summary.refetch()}
          />
        </div>
      ) : (
        <CostStats summary={summary.data} />
      )}
      <ActiveStrip />
      <Spend firstDay={summary.data?.allTime.from ?? null} />
      <LatestSessions />
    </Page>
  );
}

function FirstSteps() {
  return (
    <Page title="Overview">
      <div className="card">
        <Empty title="Connect the first machine">
          <p className="mb-4">
            This page fills by itself as soon as a reporter has read an agent's logs.
          </p>
          <ConnectMachine />
        </Empty>
      </div>
    </Page>
  );
}

function ActiveStrip() {
  const { workspace: slug } = Route.useParams();
  const { data } = useQuery(sessionQueries.active(slug));
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label="Active now" className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {data.items.slice(0, 6).map((session) => (
        <LiveCard key={session.id} workspace={slug} session={session} />
      ))}
    </section>
  );
}

/** Spend over the chosen range: the chart, and what it is made of. */
function Spend({ firstDay }: { firstDay: string | null }) {
  const { workspace } = Route.useRouteContext();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const { by = "model", unit = "cost" } = search;
  const now = useNow(60_000);
  const today = dayOf(now, workspace.timezone);
  // The days of a range stay the same for a day, and so does what is asked.
  const range = momentsOf(search, Date.parse(`${today}T12:00:00Z`), workspace.timezone);
  const { slug } = workspace;
  const chart = useQuery(costQueries.by(slug, { ...range, dimension: by, bucket: "day" }));
  const models = useQuery(costQueries.by(slug, { ...range, dimension: "model" }));
  const projects = useQuery(costQueries.by(slug, { ...range, dimension: "project" }));
  const data =
    chart.data && chartData(chart.data, unit, search.to ?? (search.range === "all" ? null : today));
  const showAll = () =>
    void navigate({ search: (known) => ({ ...known, range: "all" }), replace: true });
  return (
    <>
      <section
        className="card grid grid-cols-[minmax(0,1fr)] gap-4 p-4"
        aria-label="Spend over time"
      >
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="mr-auto font-medium">Spend over time</h2>
          <Choice
            label="Series"
            value={by}
            options={costDimension.options.map((value) => ({ value, label: value }))}
            searchOf={(value) => ({ by: value })}
          />
          <Choice
            label="Unit"
            value={unit}
            options={units.map((value) => ({ value, label: value }))}
            searchOf={(value) => ({ unit: value })}
          />
          <Choice
            label="Range"
            value={search.from ? "custom" : (search.range ?? "30d")}
            options={rangeNames.map((value) => ({ value, label: value }))}
            searchOf={(value) => ({ range: value, from: undefined, to: undefined })}
          />
        </div>
        {chart.error && (
          <Failure what="The chart" error={chart.error} onRetry={() => void chart.refetch()} />
        )}
        {!data && !chart.error && <Skeleton className="h-72" />}
        {data && data.series.length === 0 && (
          <Empty
            title="Nothing in this range"
            action={firstDay && <Button onClick={showAll}>Show everything</Button>}
          >
            {firstDay
              ? `The first work here is of ${dayOf(Date.parse(firstDay), workspace.timezone)}.`
              : null}
          </Empty>
        )}
        {data && data.series.length > 0 && (
          <CostChart
            title={`Spend by ${by}`}
            data={data}
            unit={unit}
            onDay={(date) =>
              void navigate({ to: "/w/$workspace/sessions", search: { from: date, to: date } })
            }
          />
        )}
      </section>
      <div className="grid gap-4 lg:grid-cols-2">
        <Breakdown
          title="By model"
          rows={(models.data?.items ?? []).map((row) => ({ ...row, label: shortModel(row.key) }))}
        />
        <Breakdown title="By project" rows={projects.data?.items ?? []} />
      </div>
    </>
  );
}

function LatestSessions() {
  const { workspace: slug } = Route.useParams();
  const { data, error, refetch } = useInfiniteQuery(sessionQueries.list(slug, {}, 8));
  return (
    <section className="card overflow-hidden" aria-label="Latest sessions">
      <div className="flex items-center justify-between px-4 py-3">
        <h2 className="font-medium">Latest sessions</h2>
        <Link
          to="/w/$workspace/sessions"
          params={{ workspace: slug }}
          className="text-sm text-accent hover:underline"
        >
          All sessions
        </Link>
      </div>
      {error && <Failure what="The sessions" error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonRows />}
      {data && (
        <SessionTable
          workspace={slug}
          sessions={data.pages.flatMap((page) => page.items).slice(0, 8)}
        />
      )}
    </section>
  );
}
