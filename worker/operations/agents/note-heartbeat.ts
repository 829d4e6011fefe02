import type { Heartbeat } from "#contract/agents.ts";
import { workspaceLive } from "#worker/live/stubs.ts";
import type { OperationContext } from "../context.ts";

/** Hands what a machine tells of its agents to whoever watches. Nothing of it is stored in the database. */
export async function noteHeartbeat(
  { env, actor }: OperationContext,
  beat: Heartbeat,
): Promise<void> {
  if (actor.type === "system") return;
  const { workspaceId, personId } = actor;
  const machineId = actor.type === "machine" ? actor.machineId : `person/${personId}`;
  await workspaceLive(env, workspaceId).noteHeartbeat({ machineId, personId, beat });
}
