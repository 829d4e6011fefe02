import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo } from "react";
import type { SessionDetail, TimelineItem } from "#contract/sessions.ts";
import { CostOverTime } from "#web/components/cost-over-time.tsx";
import { Estimate } from "#web/components/estimate.tsx";
import { LiveBadge } from "#web/components/live-badge.tsx";
import { Page } from "#web/components/page.tsx";
import { SessionGitFigures } from "#web/components/session-git.tsx";
import { SessionActions } from "#web/components/session/session-actions.tsx";
import { SessionCosts } from "#web/components/session/session-costs.tsx";
import { SessionFigures } from "#web/components/session/session-figures.tsx";
import { SessionLead } from "#web/components/session/session-lead.tsx";
import { SessionNotes } from "#web/components/session/session-notes.tsx";
import { SessionTasks } from "#web/components/session/session-tasks.tsx";
import { Timeline } from "#web/components/timeline.tsx";
import { buttonStyle } from "#web/components/ui/button.tsx";
import { Empty, Failure, Skeleton, SkeletonRows } from "#web/components/ui/states.tsx";
import { ApiError } from "#web/lib/api.ts";
import { formatCount } from "#web/lib/format.ts";
import { mayChangeSession } from "#web/lib/may-change.ts";
import { useMoney } from "#web/lib/use-money.ts";
import type { LiveStatus } from "#web/live/live-socket.ts";
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
  const { data: session, error, refetch } = useQuery(sessionQueries.detail(slug, sessionId));
  const isMissing = error instanceof ApiError && error.status === 404;
  const status = useSessionLive(slug, isMissing ? null : sessionId);
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
  return <Shown session={session} status={status} />;
}

type ShownProps = { session: SessionDetail; status: LiveStatus };

function Shown({ session, status }: ShownProps) {
  const { workspace, me } = Route.useRouteContext();
  const { slug, role, timezone } = workspace;
  const cost = useMoney()(session.totals.costNanoUsd);
  const mayChange = mayChangeSession(role, me.person.id, session);
  return (
    <Page
      title={session.title}
      tabTitle={session.status === "active" ? `${cost} ${session.title}` : session.title}
      lead={<SessionLead workspace={slug} session={session} />}
      actions={
        <>
          {session.endedAt === null && <LiveBadge status={status} />}
          {mayChange && <SessionActions workspace={slug} session={session} />}
        </>
      }
    >
      <SessionFigures session={session} />
      <SessionNotes session={session} />
      <CostOverTime workspace={slug} session={session} timezone={timezone} />
      <SessionCosts workspace={slug} session={session} mayChange={mayChange} />
      <SessionGitFigures repositories={session.git} />
      <SessionTasks workspace={slug} session={session} mayChange={mayChange} />
      <Estimate session={session} workspace={workspace} />
      <Suspense fallback={<Skeleton className="h-12" />}>
        <SessionReport session={session} workspace={workspace} />
      </Suspense>
      <SessionTimeline />
    </Page>
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
