import { useQuery } from "@tanstack/react-query";
import type { SessionSummary } from "#contract/sessions.ts";
import { agentQueries } from "#web/queries/agents.ts";
import { agentsOfSessions, type ShownAgent } from "./agents-of.ts";

const none = { items: [], aheadMs: 0 };

/** The agents of each session by its id, as they do at this moment. */
export function useAgents(
  workspace: string,
  sessions: SessionSummary[],
  now: number,
): Map<string, ShownAgent[]> {
  const { data } = useQuery(agentQueries.now(workspace));
  return agentsOfSessions(sessions, data ?? none, now);
}
