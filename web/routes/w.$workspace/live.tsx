import { useQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import type { SessionSummary } from "#contract/sessions.ts";
import { buttonStyle } from "#web/components/ui/button.tsx";
import { CopyLine } from "#web/components/ui/copy-line.tsx";
import { cardGrid, LiveCards } from "#web/components/live-card.tsx";
import { Page } from "#web/components/page.tsx";
import { Empty, Failure, Skeleton } from "#web/components/ui/states.tsx";
import { sessionQueries } from "#web/queries/sessions.ts";

export const Route = createFileRoute("/w/$workspace/live")({ component: LivePage });

function LivePage() {
  const { workspace } = Route.useParams();
  const { data, error, refetch } = useQuery(sessionQueries.active(workspace));
  const count = data?.items.length ?? 0;
  return (
    <Page title="Live" tabTitle={count > 0 ? `${count} active` : "Live"}>
      {error && !data && (
        <div className="card">
          <Failure what="The active sessions" error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!data && !error && (
        <div className={cardGrid}>
          <Skeleton className="h-48" />
          <Skeleton className="h-48" />
        </div>
      )}
      {data && <Cards sessions={data.items} />}
    </Page>
  );
}

function Cards({ sessions }: { sessions: SessionSummary[] }) {
  const { workspace } = Route.useParams();
  if (sessions.length === 0) return <Quiet />;
  return <LiveCards workspace={workspace} sessions={sessions} />;
}

function Quiet() {
  const { workspace } = Route.useRouteContext();
  const { slug, role } = workspace;
  return (
    <div className="card">
      <Empty
        title="No agent is working now"
        action={
          <Link to="/w/$workspace/sessions" params={{ workspace: slug }} className={buttonStyle()}>
            To past sessions
          </Link>
        }
      >
        <p className="mb-4">
          Sessions appear here while their agents write, as long as a reporter watches
          {role === "viewer" ? "." : ":"}
        </p>
        {role !== "viewer" && (
          <div className="w-full max-w-md text-left">
            <CopyLine text="npx stint watch" />
          </div>
        )}
      </Empty>
    </div>
  );
}
