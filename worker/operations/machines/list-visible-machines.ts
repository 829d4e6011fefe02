import type { Machine } from "#contract/team.ts";
import type { OperationContext } from "../context.ts";
import { listMachines } from "./list-machines.ts";

/** Admins and owners see every machine of the workspace, the others their own. */
export function listVisibleMachines({ db, actor }: OperationContext): Promise<Machine[]> {
  const { workspaceId } = actor;
  const seesAll = actor.type === "system" || actor.role === "admin" || actor.role === "owner";
  return listMachines(
    seesAll ? { db, workspaceId } : { db, workspaceId, personId: actor.personId },
  );
}
