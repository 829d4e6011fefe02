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

/** What somebody did with a session shows at once; several changes of a moment together. */
export const sessionsRefetchMs = 100;

/** Keeps what is cached of a workspace in step with its live messages. */
export function followWorkspace(client: QueryClient, workspace: string) {
  let revision = 0;
  let known: Pick<WorkspaceMessage, "ledgerRevision" | "sessionsRevision"> | null = null;
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
  const refetchSessions = delayed(() => {
    void client.invalidateQueries({
      queryKey: sessionQueries.all(workspace),
      predicate: ({ queryKey: key }) => !hasMessages.has(key[3]),
    });
  }, sessionsRefetchMs);
  return {
    take: (message: WorkspaceMessage | AgentsMessage) => {
      if (message.revision <= revision) return;
      revision = message.revision;
      if (message.type === "agents") return applyAgents(client, workspace, message);
      applyWorkspace(client, workspace, message);
      if (known && message.ledgerRevision > known.ledgerRevision) {
        refetch.ask();
        refetchDays.ask();
      }
      if (known && message.sessionsRevision > known.sessionsRevision) refetchSessions.ask();
      known = message;
    },
    stop: () => {
      refetch.cancel();
      refetchDays.cancel();
      refetchSessions.cancel();
    },
  };
}

/** What has messages of its own, and what is fetched more rarely. */
const ownPace = new Set<unknown>(["active", "timeline", "days"]);

/** What messages keep in step by themselves. */
const hasMessages = new Set<unknown>(["active", "detail", "timeline"]);
