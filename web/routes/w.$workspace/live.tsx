import { useQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import type { SessionSummary } from "#contract/sessions.ts";
import { buttonStyle } from "#web/components/ui/button.tsx";
import { CopyLine } from "#web/components/ui/copy-line.tsx";
import { AgentSummary } from "#web/components/agent-summary.tsx";
import { cardGrid, LiveCards } from "#web/components/live-card.tsx";
import { Page } from "#web/components/page.tsx";
import { Empty, Failure, Skeleton } from "#web/components/ui/states.tsx";
import { useAgents } from "#web/lib/use-agents.ts";
import { useNow } from "#web/lib/use-now.ts";
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
  const now = useNow(1_000);
  const agents = useAgents(workspace, sessions, now);
  if (sessions.length === 0) return <Quiet />;
  const people = byPerson(sessions);
  return (
    <div className="grid gap-6">
      <AgentSummary agents={[...agents.values()].flat()} />
      {people.map(({ id, name, sessions: own }) => (
        <section key={id} aria-label={name} className="grid gap-3">
          {people.length > 1 && (
            <h2 className="text-sm font-medium">
              {name} <span className="font-normal text-muted">{own.length}</span>
            </h2>
          )}
          <LiveCards workspace={workspace} sessions={own} agents={agents} now={now} />
        </section>
      ))}
    </div>
  );
}

type PersonSessions = { id: string; name: string; sessions: SessionSummary[] };

/** Cards stay where they are while their figures move: people by name, their sessions by their start. */
function byPerson(sessions: SessionSummary[]): PersonSessions[] {
  const groups = new Map<string, PersonSessions>();
  for (const session of sessions.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))) {
    const { id, name } = session.person ?? { id: "", name: "Somebody" };
    const group = groups.get(id) ?? { id, name, sessions: [] };
    group.sessions.push(session);
    groups.set(id, group);
  }
  return [...groups.values()].toSorted((a, b) => a.name.localeCompare(b.name));
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
