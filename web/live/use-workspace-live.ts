import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { AgentsMessage, WorkspaceMessage } from "#contract/live.ts";
import { followWorkspace } from "./follow-workspace.ts";
import { type LiveStatus, openLiveSocket } from "./live-socket.ts";

/** How the overview's socket stands, and when it last said something. */
export type LiveState = { status: LiveStatus; at: number | null };

/** Keeps the workspace's figures live for as long as it is shown. */
export function useWorkspaceLive(workspace: string): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ status: "reconnecting", at: null });
  useEffect(() => {
    const { take, stop } = followWorkspace(client, workspace);
    const path = `/api/live?workspace=${encodeURIComponent(workspace)}`;
    const close = openLiveSocket<WorkspaceMessage | AgentsMessage>(path, {
      onStatus: (status) => setState((known) => ({ ...known, status })),
      onMessage: (message) => {
        take(message);
        setState({ status: "live", at: Date.now() });
      },
    });
    return () => {
      close();
      stop();
    };
  }, [client, workspace]);
  return state;
}
