import type { QueryClient } from "@tanstack/react-query";
import type { AgentsMessage, WorkspaceMessage } from "#contract/live.ts";
import { costQueries } from "#web/queries/costs.ts";
import { priceQueries } from "#web/queries/prices.ts";
import { sessionQueries } from "#web/queries/sessions.ts";
import { applyAgents, applyWorkspace } from "./apply-message.ts";
import { delayed } from "./delayed.ts";

/** What cannot be moved by a message is fetched again, this often at most. */
export const workspaceRefetchMs = 5_000;

/** A calendar of many days is fetched again this often at most; its present day with the rest. */
export const daysRefetchMs = 60_000;

/** Keeps what is cached of a workspace in step with its live messages. */
export function followWorkspace(client: QueryClient, workspace: string) {
  let revision = 0;
  let ledgerRevision: number | null = null;
  const refetch = delayed(() => {
    for (const queryKey of [
      costQueries.all(workspace),
      sessionQueries.all(workspace),
      priceQueries.list(workspace).queryKey,
    ]) {
      void client.invalidateQueries({
        queryKey,
        predicate: ({ queryKey: key }) => !ownPace.has(key[3]),
      });
    }
  }, workspaceRefetchMs);
  const refetchDays = delayed(() => {
    void client.invalidateQueries({ queryKey: [...sessionQueries.all(workspace), "days"] });
  }, daysRefetchMs);
  return {
    take: (message: WorkspaceMessage | AgentsMessage) => {
      if (message.revision <= revision) return;
      revision = message.revision;
      if (message.type === "agents") return applyAgents(client, workspace, message);
      applyWorkspace(client, workspace, message);
      if (ledgerRevision !== null && message.ledgerRevision > ledgerRevision) {
        refetch.ask();
        refetchDays.ask();
      }
      ledgerRevision = message.ledgerRevision;
    },
    stop: () => {
      refetch.cancel();
      refetchDays.cancel();
    },
  };
}

/** What has messages of its own, and what is fetched more rarely. */
const ownPace = new Set<unknown>(["active", "timeline", "days"]);
