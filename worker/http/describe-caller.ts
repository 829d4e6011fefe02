import type { Me } from "#contract/team.ts";
import { type AnyContext, callerOf } from "./context.ts";
import { visibleWorkspaces } from "./visible-workspaces.ts";

/** Who calls, where they may go, and with which token. */
export async function describeCaller(c: AnyContext): Promise<Me> {
  const caller = callerOf(c);
  const workspaces = await visibleWorkspaces(c);
  if (caller.type === "person") return { person: caller.person, workspaces, token: null };

  const { machine, actor, scopes } = caller;
  const token = { id: actor.tokenId, machineId: machine.id, machineName: machine.name, scopes };
  return { person: caller.person, workspaces, token };
}
