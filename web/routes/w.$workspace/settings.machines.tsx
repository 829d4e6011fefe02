import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import type { Machine, Workspace } from "#contract/team.ts";
import { ConnectMachine } from "#web/components/connect-machine.tsx";
import { MachineList } from "#web/components/machines/machine-list.tsx";
import { Page } from "#web/components/page.tsx";
import { FindField } from "#web/components/ui/find-field.tsx";
import { Empty, Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { finds, longList } from "#web/lib/finds.ts";
import { textOf } from "#web/lib/search.ts";
import { machineQueries } from "#web/queries/machines.ts";

export const Route = createFileRoute("/w/$workspace/settings/machines")({
  validateSearch: (search): { q?: string | undefined } => ({ q: textOf(search["q"]) }),
  component: MachinesPage,
});

function MachinesPage() {
  const { workspace } = Route.useRouteContext();
  const { data, error, refetch } = useQuery(machineQueries.list(workspace.slug));
  return (
    <Page
      title="Machines"
      lead={
        <p className="text-muted">
          Reporters that read agents' logs, and tokens with which agents send telemetry.
          {!seesAll(workspace) && " These are yours; admins see everybody's."}
        </p>
      }
    >
      {data && data.items.length > 0 ? (
        <Machines machines={data.items} />
      ) : (
        <div className="card">
          {error && !data && (
            <Failure what="The machines" error={error} onRetry={() => void refetch()} />
          )}
          {!data && !error && <SkeletonRows rows={3} />}
          {data && <NoMachine />}
        </div>
      )}
    </Page>
  );
}

const seesAll = ({ role }: Workspace) => role === "owner" || role === "admin";

function NoMachine() {
  const { workspace } = Route.useRouteContext();
  return (
    <Empty title={seesAll(workspace) ? "No machine is connected" : "You have connected no machine"}>
      <ConnectMachine />
    </Empty>
  );
}

function Machines({ machines }: { machines: Machine[] }) {
  const { workspace } = Route.useParams();
  const { q = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const found = machines.filter(({ name, person }) => finds(q, [name, person.name]));
  const look = (text: string) =>
    void navigate({ search: { q: text || undefined }, replace: true, resetScroll: false });
  return (
    <>
      {(machines.length > longList || q) && (
        <div className="max-w-64">
          <FindField
            label="Find a machine"
            placeholder="Machine or person"
            value={q}
            onChange={look}
          />
        </div>
      )}
      <section className="card overflow-clip" aria-label="Machines">
        {found.length > 0 ? (
          <MachineList workspace={workspace} machines={found} />
        ) : (
          <p className="p-4 text-muted">No machine of that name.</p>
        )}
      </section>
      <section className="card grid grid-cols-1 gap-3 p-4" aria-label="Connect a machine">
        <h2 className="font-medium">Connect a machine</h2>
        <ConnectMachine />
      </section>
    </>
  );
}
