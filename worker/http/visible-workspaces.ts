import type { Workspace } from "#contract/team.ts";
import { listWorkspaces } from "#worker/operations/team/list-workspaces.ts";
import { type AnyContext, callerOf, personContext } from "./context.ts";

/** The workspaces of the person who calls; through a token, its own one alone. */
export async function visibleWorkspaces(c: AnyContext): Promise<Workspace[]> {
  const caller = callerOf(c);
  const all = await listWorkspaces(personContext(c));
  return caller.type === "person" ? all : all.filter(({ id }) => id === caller.workspace.id);
}
