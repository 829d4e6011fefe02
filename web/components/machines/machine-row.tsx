import { useQueryClient } from "@tanstack/react-query";
import { Laptop, RadioTower, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Machine, TokenScope } from "#contract/team.ts";
import { Ago } from "#web/components/time.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Confirm } from "#web/components/ui/confirm.tsx";
import { counted } from "#web/lib/format.ts";
import { machineQueries, revokeMachine } from "#web/queries/machines.ts";

type MachineRowProps = { workspace: string; machine: Machine };

/** A machine, what it may do, when it was heard of last, and the end of it. */
export function MachineRow({ workspace, machine }: MachineRowProps) {
  const isRevoked = machine.revokedAt !== null;
  const Icon = machine.kind === "telemetry" ? RadioTower : Laptop;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-3 border-b px-4 py-3 last:border-b-0 lg:grid-cols-[minmax(0,1fr)_auto_8rem]">
      <div className="flex min-w-0 items-center gap-3">
        <Icon
          className={`size-5 shrink-0 ${isRevoked ? "text-faint" : "text-accent"}`}
          aria-hidden
        />
        <div className="min-w-0">
          <p
            dir="auto"
            title={machine.name}
            className={`truncate text-left font-medium ${isRevoked ? "text-muted line-through" : ""}`}
          >
            {machine.name}
          </p>
          <p className="text-sm text-muted">{aboutOf(machine).join(" · ")}</p>
        </div>
      </div>
      <Facts machine={machine} />
      <div className="text-right">
        {machine.revokedAt ? (
          <span className="text-sm text-muted">
            revoked <Ago at={machine.revokedAt} />
          </span>
        ) : (
          <Revoke workspace={workspace} machine={machine} />
        )}
      </div>
    </li>
  );
}

const scopeWords: Record<TokenScope, string> = {
  ingest: "sends usage",
  read: "reads figures",
  plan: "changes the plan",
  admin: "changes settings",
};

const aboutOf = ({ kind, platform, reporterVersion, scopes }: Machine) => [
  ...(kind === "telemetry" ? ["telemetry token"] : ["reporter", platform]),
  ...(reporterVersion ? [`stint ${reporterVersion}`] : []),
  ...(scopes.length > 0 ? [scopes.map((scope) => scopeWords[scope]).join(", ")] : []),
];

function Facts({ machine }: { machine: Machine }) {
  const { kind, lastUploadAt, lastUsedAt } = machine;
  return (
    <dl className="order-last col-span-2 flex flex-wrap gap-x-6 gap-y-1 text-sm lg:order-none lg:col-span-1 lg:grid lg:grid-cols-[5.5rem_5.5rem_9rem]">
      <Fact name="Last upload">{lastUploadAt ? <Ago at={lastUploadAt} /> : "never"}</Fact>
      <Fact name="Last used">{lastUsedAt ? <Ago at={lastUsedAt} /> : "never"}</Fact>
      {kind === "reporter" && (
        <Fact name="Skipped">
          <Skipped machine={machine} />
        </Fact>
      )}
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt className="text-xs text-muted">{name}</dt>
    <dd>{children}</dd>
  </div>
);

function Skipped({ machine }: { machine: Machine }) {
  const { skippedLines, skippedFiles } = machine;
  const skipped = [
    ...(skippedLines > 0 ? [counted(skippedLines, "line")] : []),
    ...(skippedFiles > 0 ? [counted(skippedFiles, "file")] : []),
  ];
  if (skipped.length === 0) return "nothing";
  return (
    <span
      className="inline-flex items-center gap-1 text-warning"
      title="`npx stint doctor` on that machine says which and why."
    >
      <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
      {skipped.join(", ")}
    </span>
  );
}

function Revoke({ workspace, machine }: MachineRowProps) {
  const client = useQueryClient();
  const revoke = async () => {
    await revokeMachine(workspace, machine.id);
    await client.invalidateQueries({ queryKey: machineQueries.list(workspace).queryKey });
  };
  return (
    <Confirm
      trigger={
        <Button look="danger" aria-label={`Revoke ${machine.name}`}>
          Revoke
        </Button>
      }
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
