import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { workspaceMessage } from "#contract/live.ts";
import { costQueries } from "#web/queries/costs.ts";
import { sessionQueries } from "#web/queries/sessions.ts";
import { applyWorkspace } from "./apply-message.ts";
import { type LiveStatus, openLiveSocket } from "./live-socket.ts";

/** What cannot be moved by a message is fetched again, this often at most. */
const refetchEveryMs = 5_000;

/** How the overview's socket stands, and when it last said something. */
export type LiveState = { status: LiveStatus; at: number | null };

/** Keeps the workspace's figures live for as long as it is shown. */
export function useWorkspaceLive(workspace: string): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ status: "reconnecting", at: null });
  useEffect(() => {
    let revision = 0;
    let ledgerRevision: number | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refetch = () => {
      timer = undefined;
      const stale = [costQueries.all(workspace), sessionQueries.all(workspace)];
      for (const queryKey of stale) {
        void client.invalidateQueries({
          queryKey,
          predicate: ({ queryKey: key }) => key[3] !== "active" && key[3] !== "timeline",
        });
      }
    };
    const close = openLiveSocket(`/api/live?workspace=${encodeURIComponent(workspace)}`, {
      onStatus: (status) => setState((known) => ({ ...known, status })),
      onMessage: (data) => {
        const parsed = workspaceMessage.safeParse(data);
        if (!parsed.success || parsed.data.revision <= revision) return;
        revision = parsed.data.revision;
        applyWorkspace(client, workspace, parsed.data);
        setState({ status: "live", at: Date.now() });
        const isNews = ledgerRevision !== null && parsed.data.ledgerRevision > ledgerRevision;
        ledgerRevision = parsed.data.ledgerRevision;
        if (isNews) timer ??= setTimeout(refetch, refetchEveryMs);
      },
    });
    return () => {
      close();
      clearTimeout(timer);
    };
  }, [client, workspace]);
  return state;
}
