import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { ChevronLeft, Folder, GitBranch } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo } from "react";
import type { SessionDetail, TimelineItem } from "#contract/sessions.ts";
import { Breakdown } from "#web/components/breakdown.tsx";
import { CostOverTime } from "#web/components/cost-over-time.tsx";
import { Estimate } from "#web/components/estimate.tsx";
import { LiveBadge } from "#web/components/live-badge.tsx";
import { Cost, Tokens } from "#web/components/money.tsx";
import { Page } from "#web/components/page.tsx";
import { RunTree } from "#web/components/run-tree.tsx";
import { SessionGitFigures } from "#web/components/session-git.tsx";
import { StatusMark, TypeMark } from "#web/components/session-marks.tsx";
import { Stat, StatRow, Ticking } from "#web/components/stat.tsx";
import { Ago } from "#web/components/time.tsx";
import { Timeline } from "#web/components/timeline.tsx";
import { buttonStyle } from "#web/components/ui/button.tsx";
import { Empty, Failure, Skeleton, SkeletonRows } from "#web/components/ui/states.tsx";
import { ApiError } from "#web/lib/api.ts";
import { formatCount, formatDuration, shortModel } from "#web/lib/format.ts";
import { useMoney } from "#web/lib/use-money.ts";
import { useSessionLive } from "#web/live/use-session-live.ts";
import { sessionQueries } from "#web/queries/sessions.ts";

const SessionReport = lazy(async () => ({
  default: (await import("#web/components/reports/session-report.tsx")).SessionReport,
}));

export const Route = createFileRoute("/w/$workspace/sessions/$sessionId")({
  loader: ({ context, params }) => {
    const { workspace, sessionId } = params;
    void context.queryClient.prefetchQuery(sessionQueries.detail(workspace, sessionId));
    void context.queryClient.prefetchInfiniteQuery(sessionQueries.timeline(workspace, sessionId));
  },
  component: SessionPage,
});

function SessionPage() {
  const { workspace: slug, sessionId } = Route.useParams();
  const { workspace } = Route.useRouteContext();
  const { data: session, error, refetch } = useQuery(sessionQueries.detail(slug, sessionId));
  const isMissing = error instanceof ApiError && error.status === 404;
  const status = useSessionLive(slug, isMissing ? null : sessionId);
  const money = useMoney();
  if (isMissing && !session) return <Missing />;
  if (error && !session) {
    return (
      <Page title="Session">
        <div className="card">
          <Failure what="This session" error={error} onRetry={() => void refetch()} />
        </div>
      </Page>
    );
  }
  if (!session) return <Waiting />;
  const cost = money(session.totals.costNanoUsd);
  return (
    <Page
      title={session.title}
      tabTitle={session.status === "active" ? `${cost} ${session.title}` : session.title}
      lead={<Lead session={session} />}
      actions={session.endedAt === null && <LiveBadge status={status} />}
    >
      <Figures session={session} />
      <CostOverTime workspace={slug} session={session} timezone={workspace.timezone} />
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <RunTree runs={session.byRun} />
        <Breakdown
          title="By model"
          rows={session.byModel.map(({ model, totals }) => ({
            key: model,
            label: shortModel(model),
            totals,
          }))}
        />
      </div>
      <SessionGitFigures repositories={session.git} />
      <Estimate session={session} workspace={workspace} />
      <Suspense fallback={<Skeleton className="h-12" />}>
        <SessionReport session={session} workspace={workspace} />
      </Suspense>
      <SessionTimeline />
    </Page>
  );
}

function Lead({ session }: { session: SessionDetail }) {
  const { workspace } = Route.useParams();
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
      <Link
        to="/w/$workspace/sessions"
        params={{ workspace }}
        className="inline-flex items-center gap-1 hover:text-text"
      >
        <ChevronLeft className="size-4" aria-hidden /> Sessions
      </Link>
      <StatusMark status={session.status} withText />
      <TypeMark type={session.type} />
      {session.project && (
        <Link
          to="/w/$workspace/sessions"
          params={{ workspace }}
          search={{ project: session.project.id }}
          className="inline-flex max-w-full items-center gap-1 hover:text-text"
        >
          <Folder className="size-3.5 shrink-0" aria-label="project" />
          <span dir="auto" className="truncate" title={session.project.name}>
            {session.project.name}
          </span>
        </Link>
      )}
      {session.branch && (
        <span className="inline-flex max-w-full items-center gap-1">
          <GitBranch className="size-3.5 shrink-0" aria-label="branch" />
          <span className="truncate" title={session.branch}>
            {session.branch}
          </span>
        </span>
      )}
      {session.person && <bdi>{session.person.name}</bdi>}
      <span>
        started <Ago at={session.startedAt} />
      </span>
      {session.rootRunId && (
        <span
          className="font-mono text-xs text-faint"
          title={`${session.runtime} run ${session.rootRunId}`}
        >
          {session.rootRunId.slice(0, 8)}
        </span>
      )}
    </div>
  );
}

function Figures({ session }: { session: SessionDetail }) {
  const { totals, durationMs, activeMs } = session;
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = totals;
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
          totals.unpricedEvents > 0 && `${formatCount(totals.unpricedEvents)} responses unpriced`
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

function SessionTimeline() {
  const { workspace: slug, sessionId } = Route.useParams();
  const { workspace } = Route.useRouteContext();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    sessionQueries.timeline(slug, sessionId),
  );
  // The page is as long as the session: what follows is fetched as soon as the rest is there.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return (
    <section className="card overflow-clip" aria-label="Turns and tools">
      <h2 className="border-b px-4 py-3 font-medium">
        Timeline <span className="font-normal text-muted">{countsOf(items)}</span>
      </h2>
      {error && !data && (
        <Failure what="The timeline" error={error} onRetry={() => void refetch()} />
      )}
      {!data && !error && <SkeletonRows rows={8} />}
      {data && <Timeline items={items} timezone={workspace.timezone} />}
    </section>
  );
}

/** `120 turns and tools, 3 failed, 2 API errors` */
function countsOf(items: TimelineItem[]): string {
  const failed = items.filter((item) => item.type === "tool" && item.outcome === "failed").length;
  const errors = items.filter((item) => item.type === "error").length;
  const parts = [`${formatCount(items.length - errors)} turns and tools`];
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  if (errors > 0) parts.push(`${formatCount(errors)} API error${errors === 1 ? "" : "s"}`);
  return parts.join(", ");
}

const Waiting = () => (
  <Page title="Session">
    <Skeleton className="h-28" />
    <Skeleton className="h-64" />
    <div className="card">
      <SkeletonRows rows={8} />
    </div>
  </Page>
);

function Missing() {
  const { workspace } = Route.useParams();
  return (
    <Page title="Session">
      <div className="card">
        <Empty
          title="There is no such session"
          action={
            <Link to="/w/$workspace/sessions" params={{ workspace }} className={buttonStyle()}>
              To the sessions
            </Link>
          }
        >
          Its address may be mistyped, or it belongs to another workspace.
        </Empty>
      </div>
    </Page>
  );
}
