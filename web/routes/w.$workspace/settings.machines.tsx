import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Laptop, TriangleAlert } from "lucide-react";
import type { Machine } from "#contract/team.ts";
import { ConnectMachine } from "#web/components/connect-machine.tsx";
import { Page } from "#web/components/page.tsx";
import { Ago } from "#web/components/time.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Confirm } from "#web/components/ui/confirm.tsx";
import { Empty, Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { formatCount } from "#web/lib/format.ts";
import { machineQueries, revokeMachine } from "#web/queries/machines.ts";

export const Route = createFileRoute("/w/$workspace/settings/machines")({
  component: MachinesPage,
});

function MachinesPage() {
  const { workspace } = Route.useParams();
  const { data, error, refetch } = useQuery(machineQueries.list(workspace));
  const machines =
    data?.items.toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null)) ??
    [];
  return (
    <Page
      title="Machines"
      lead={<p className="text-muted">Where a reporter reads agents' logs for this workspace.</p>}
    >
      <section className="card" aria-label="Machines">
        {error && <Failure what="The machines" error={error} onRetry={() => void refetch()} />}
        {!data && !error && <SkeletonRows rows={3} />}
        {data && machines.length === 0 && (
          <Empty title="No machine is connected">Run these two where your agents work.</Empty>
        )}
        <ul>
          {machines.map((machine) => (
            <MachineRow key={machine.id} machine={machine} />
          ))}
        </ul>
      </section>
      <section
        className="card grid grid-cols-[minmax(0,1fr)] gap-3 p-4"
        aria-label="Connect a machine"
      >
        <h2 className="font-medium">Connect a machine</h2>
        <ConnectMachine />
      </section>
    </Page>
  );
}

function MachineRow({ machine }: { machine: Machine }) {
  const { workspace } = Route.useParams();
  const client = useQueryClient();
  const isRevoked = machine.revokedAt !== null;
  const revoke = async () => {
    await revokeMachine(workspace, machine.id);
    await client.invalidateQueries({ queryKey: machineQueries.list(workspace).queryKey });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <Laptop className={`size-5 ${isRevoked ? "text-faint" : "text-accent"}`} aria-hidden />
      <div className="min-w-48 flex-1">
        <p className={`font-medium ${isRevoked ? "text-muted line-through" : ""}`}>
          {machine.name}
        </p>
        <p className="text-sm text-muted">
          {machine.person.name || "Somebody"} · {machine.platform}
          {machine.reporterVersion && ` · stint ${machine.reporterVersion}`} ·{" "}
          {machine.scopes.join(", ")}
        </p>
      </div>
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
        <Fact name="Last upload">
          {machine.lastUploadAt ? <Ago at={machine.lastUploadAt} /> : "never"}
        </Fact>
        <Fact name="Last used">
          {machine.lastUsedAt ? <Ago at={machine.lastUsedAt} /> : "never"}
        </Fact>
        <Fact name="Skipped">
          {machine.skippedLines + machine.skippedFiles === 0 ? (
            "nothing"
          ) : (
            <span
              className="inline-flex items-center gap-1 text-warning"
              title="`npx stint doctor` on that machine says which and why."
            >
              <TriangleAlert className="size-3.5" aria-hidden />
              {formatCount(machine.skippedLines)} lines, {formatCount(machine.skippedFiles)} files
            </span>
          )}
        </Fact>
      </dl>
      {isRevoked ? (
        <span className="w-20 text-right text-sm text-muted">revoked</span>
      ) : (
        <Confirm
          trigger={<Button look="danger">Revoke</Button>}
          title={`Revoke ${machine.name}?`}
          says="Its token stops working at once. What it has sent stays. It can be connected again with `stint login`."
          action="Revoke"
          onConfirm={revoke}
        />
      )}
    </li>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
