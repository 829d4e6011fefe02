import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Laptop, RadioTower, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
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
  const machines = data?.items.toSorted(presentFirst) ?? [];
  const byPerson = Map.groupBy(machines, ({ person }) => person.id);
  return (
    <Page
      title="Machines"
      lead={
        <p className="text-muted">
          Reporters that read agents' logs, and tokens with which agents send telemetry.
        </p>
      }
    >
      <section className="card" aria-label="Machines">
        {error && !data && (
          <Failure what="The machines" error={error} onRetry={() => void refetch()} />
        )}
        {!data && !error && <SkeletonRows rows={3} />}
        {data && machines.length === 0 && (
          <Empty title="No machine is connected">Run these two where your agents work.</Empty>
        )}
        {[...byPerson].map(([personId, own]) => (
          <section
            key={personId}
            aria-label={own[0]?.person.name}
            className="border-b last:border-b-0"
          >
            {byPerson.size > 1 && (
              <h2 className="border-b bg-raised px-4 py-2 text-sm font-medium">
                {own[0]?.person.name || "Somebody"}{" "}
                <span className="font-normal text-muted">{own.length}</span>
              </h2>
            )}
            <ul>
              {own.map((machine) => (
                <MachineRow key={machine.id} machine={machine} />
              ))}
            </ul>
          </section>
        ))}
      </section>
      <section className="card grid grid-cols-1 gap-3 p-4" aria-label="Connect a machine">
        <h2 className="font-medium">Connect a machine</h2>
        <ConnectMachine />
      </section>
    </Page>
  );
}

/** Revoked ones last; of the others, those that sent something lately first. */
const presentFirst = (a: Machine, b: Machine) =>
  Number(a.revokedAt !== null) - Number(b.revokedAt !== null) ||
  (b.lastUploadAt ?? "").localeCompare(a.lastUploadAt ?? "");

function MachineRow({ machine }: { machine: Machine }) {
  const isRevoked = machine.revokedAt !== null;
  const Icon = machine.kind === "telemetry" ? RadioTower : Laptop;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 border-b px-4 py-3 last:border-b-0">
      <div className="flex min-w-0 flex-[1_1_240px] items-center gap-3">
        <Icon
          className={`size-5 shrink-0 ${isRevoked ? "text-faint" : "text-accent"}`}
          aria-hidden
        />
        <div className="min-w-0">
          <p className={`truncate font-medium ${isRevoked ? "text-muted line-through" : ""}`}>
            {machine.name}
          </p>
          <p className="text-sm text-muted">{aboutOf(machine).join(" · ")}</p>
        </div>
      </div>
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
        <Fact name="Last upload">
          {machine.lastUploadAt ? <Ago at={machine.lastUploadAt} /> : "never"}
        </Fact>
        <Fact name="Last used">
          {machine.lastUsedAt ? <Ago at={machine.lastUsedAt} /> : "never"}
        </Fact>
        {machine.kind === "reporter" && (
          <Fact name="Skipped">
            <Skipped machine={machine} />
          </Fact>
        )}
      </dl>
      <div className="ml-auto min-w-20 text-right">
        {machine.revokedAt ? (
          <span className="text-sm text-muted">
            revoked <Ago at={machine.revokedAt} />
          </span>
        ) : (
          <Revoke machine={machine} />
        )}
      </div>
    </li>
  );
}

const aboutOf = ({ kind, person, platform, reporterVersion, scopes }: Machine) => [
  ...(kind === "telemetry" ? ["telemetry token"] : ["reporter", platform]),
  ...(reporterVersion ? [`stint ${reporterVersion}`] : []),
  ...(scopes.length > 0 ? [`may ${scopes.join(", ")}`] : []),
  person.name || "Somebody",
];

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Skipped({ machine }: { machine: Machine }) {
  const { skippedLines, skippedFiles } = machine;
  if (skippedLines + skippedFiles === 0) return "nothing";
  return (
    <span
      className="inline-flex items-center gap-1 text-warning"
      title="`npx stint doctor` on that machine says which and why."
    >
      <TriangleAlert className="size-3.5" aria-hidden />
      {formatCount(skippedLines)} lines, {formatCount(skippedFiles)} files
    </span>
  );
}

function Revoke({ machine }: { machine: Machine }) {
  const { workspace } = Route.useParams();
  const client = useQueryClient();
  const revoke = async () => {
    await revokeMachine(workspace, machine.id);
    await client.invalidateQueries({ queryKey: machineQueries.list(workspace).queryKey });
  };
  return (
    <Confirm
      trigger={<Button look="danger">Revoke</Button>}
      title={`Revoke ${machine.name}?`}
      says={
        <>
          Its token stops working at once. What it has sent stays. It can be connected again with{" "}
          <code className="font-mono">stint login</code>.
        </>
      }
      action="Revoke"
      onConfirm={revoke}
    />
  );
}
