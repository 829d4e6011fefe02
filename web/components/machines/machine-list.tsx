import { useState } from "react";
import type { Machine } from "#contract/team.ts";
import { Button } from "#web/components/ui/button.tsx";
import { longList } from "#web/lib/finds.ts";
import { formatCount } from "#web/lib/format.ts";
import { MachineRow } from "./machine-row.tsx";

type MachineListProps = { workspace: string; machines: Machine[] };

/** Machines by their people. Where they are many, those that were revoked are shown on request. */
export function MachineList({ workspace, machines }: MachineListProps) {
  const [isWhole, setWhole] = useState(false);
  const present = machines.filter(({ revokedAt }) => revokedAt === null);
  const revoked = machines.length - present.length;
  const mayFold = machines.length > longList && revoked > 0 && present.length > 0;
  const shown = mayFold && !isWhole ? present : machines;
  const byPerson = Map.groupBy(shown.toSorted(presentFirst), ({ person }) => person.id);
  return (
    <>
      {[...byPerson].map(([personId, own]) => (
        <section key={personId} aria-label={nameOf(own)} className="border-b last:border-b-0">
          <h2 className="border-b bg-raised px-4 py-2 text-sm font-medium">
            <bdi>{nameOf(own)}</bdi>{" "}
            <span className="font-normal text-muted">{formatCount(own.length)}</span>
          </h2>
          <ul>
            {own.map((machine) => (
              <MachineRow key={machine.id} workspace={workspace} machine={machine} />
            ))}
          </ul>
        </section>
      ))}
      {mayFold && (
        <div className="grid place-items-center p-3">
          <Button aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? "Hide" : "Show"} {formatCount(revoked)} revoked
          </Button>
        </div>
      )}
    </>
  );
}

const nameOf = ([first]: Machine[]) => first?.person.name || "Somebody";

/** Revoked ones last; of the others, those that sent something lately first. */
const presentFirst = (a: Machine, b: Machine) =>
  Number(a.revokedAt !== null) - Number(b.revokedAt !== null) ||
  (b.lastUploadAt ?? "").localeCompare(a.lastUploadAt ?? "");
