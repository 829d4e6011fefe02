import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import type { CostDimension } from "#contract/costs.ts";
import { Breakdown } from "#web/components/breakdown.tsx";
import { ConnectMachine } from "#web/components/connect-machine.tsx";
import { CostStats } from "#web/components/cost-stats.tsx";
import { LiveCards } from "#web/components/live-card.tsx";
import { Page } from "#web/components/page.tsx";
import { SessionTable } from "#web/components/session-table.tsx";
import { Spend } from "#web/components/spend.tsx";
import { Empty, Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { shortModel } from "#web/lib/format.ts";
import { spendSearch } from "#web/lib/spend-search.ts";
import { type SpendSpan, spendSpan } from "#web/lib/spend-span.ts";
import { useAgents } from "#web/lib/use-agents.ts";
import { useNow } from "#web/lib/use-now.ts";
import { costQueries } from "#web/queries/costs.ts";
import { sessionQueries } from "#web/queries/sessions.ts";

export const Route = createFileRoute("/w/$workspace/")({
  validateSearch: spendSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    const { queryClient, workspace } = context;
    const { slug, timezone } = workspace;
    const { range, bucket } = spendSpan(deps, { now: Date.now(), timezone, since: null });
    const { by: dimension = "model" } = deps;
    void queryClient.prefetchQuery(costQueries.summary(slug));
    if (range.from)
      void queryClient.prefetchQuery(costQueries.by(slug, { ...range, dimension, bucket }));
    // The chart's library is large, and on its way while the figures are.
    void import("#web/components/cost-chart-bars.tsx");
  },
  component: OverviewPage,
});

function OverviewPage() {
  const { workspace } = Route.useRouteContext();
  const search = Route.useSearch();
  const { slug, timezone } = workspace;
  const summary = useQuery(costQueries.summary(slug));
  const since = summary.data?.allTime.from ?? null;
  const span = spendSpan(search, { now: useNow(60_000), timezone, since });
  if (summary.data?.allTime.totals.events === 0) return <FirstSteps />;
  return (
    <Page title="Overview">
      {summary.error && !summary.data ? (
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
      <Spend workspace={workspace} search={search} span={span} since={since} />
      <ActiveStrip />
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <CostsBy dimension="model" span={span} />
        <CostsBy dimension="project" span={span} />
      </div>
      <LatestSessions />
    </Page>
  );
}

function FirstSteps() {
  const { workspace } = Route.useRouteContext();
  const title = workspace.role === "viewer" ? "Nothing was sent yet" : "Connect the first machine";
  return (
    <Page title="Overview">
      <div className="card">
        <Empty title={title}>
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
  const now = useNow(1_000);
  const shown = data?.items.slice(0, 6) ?? [];
  const agents = useAgents(slug, shown, now);
  if (shown.length === 0) return null;
  return (
    <section aria-label="Active now">
      <LiveCards workspace={slug} sessions={shown} agents={agents} now={now} />
    </section>
  );
}

type CostsByProps = { dimension: CostDimension & ("model" | "project"); span: SpendSpan };

/** Asks the same as the chart does, so that what both show is fetched once. */
function CostsBy({ dimension, span }: CostsByProps) {
  const { workspace: slug } = Route.useParams();
  const { data, error, refetch } = useQuery({
    ...costQueries.by(slug, { ...span.range, dimension, bucket: span.bucket }),
    enabled: span.first !== null,
  });
  if (error && !data) {
    return (
      <div className="card">
        <Failure what={`The cost by ${dimension}`} error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  const rows = data?.items.map((row) =>
    dimension === "model" ? { ...row, label: shortModel(row.key) } : row,
  );
  return <Breakdown title={`By ${dimension}`} rows={rows} />;
}

function LatestSessions() {
  const { workspace: slug } = Route.useParams();
  const { data, error, refetch } = useInfiniteQuery(sessionQueries.list(slug, {}, { limit: 8 }));
  return (
    <section className="card overflow-clip" aria-label="Latest sessions">
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
      {error && !data && (
        <Failure what="The sessions" error={error} onRetry={() => void refetch()} />
      )}
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
