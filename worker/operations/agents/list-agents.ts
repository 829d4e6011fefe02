import type { AgentHealth } from "#contract/agents.ts";
import { workspaceLive } from "#worker/live/stubs.ts";
import type { OperationContext } from "../context.ts";

/** How the workspace's agents do now. */
export const listAgents = ({ env, actor }: OperationContext): Promise<AgentHealth[]> =>
  workspaceLive(env, actor.workspaceId).readAgents();
