import { queryOptions } from "@tanstack/react-query";
import type { AgentHealth, AgentList } from "#contract/agents.ts";
import { callApi } from "#web/lib/api.ts";

/** The agents, and how far this device's clock is ahead of the server's, which their times are by. */
export type KnownAgents = { items: AgentHealth[]; aheadMs: number };

export const agentsAt = ({ at, items }: AgentList): KnownAgents => ({
  items,
  aheadMs: Date.now() - Date.parse(at),
});

export const agentQueries = {
  now: (workspace: string) =>
    queryOptions({
      queryKey: ["w", workspace, "agents"],
      queryFn: async () => agentsAt(await callApi<AgentList>("/api/agents", { workspace })),
      // The socket tells what changes.
      staleTime: Infinity,
    }),
};
