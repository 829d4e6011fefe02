import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { sessionMessage } from "#contract/live.ts";
import { sessionQueries } from "#web/queries/sessions.ts";
import { applySession } from "./apply-message.ts";
import { type LiveStatus, openLiveSocket } from "./live-socket.ts";

/** Breakdown and timeline follow the figures, this often at most. */
const refetchEveryMs = 2_000;

/** Keeps one session's page live for as long as it is shown. */
export function useSessionLive(workspace: string, sessionId: string): LiveStatus {
  const client = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>("reconnecting");
  useEffect(() => {
    let revision: number | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refetch = () => {
      timer = undefined;
      const { detail, timeline } = sessionQueries;
      void client.invalidateQueries({ queryKey: detail(workspace, sessionId).queryKey });
      void client.invalidateQueries({ queryKey: timeline(workspace, sessionId).queryKey });
    };
    const path = `/api/dev-sessions/${sessionId}/live?workspace=${encodeURIComponent(workspace)}`;
    const close = openLiveSocket(path, {
      onStatus: setStatus,
      onMessage: (data) => {
        const parsed = sessionMessage.safeParse(data);
        if (!parsed.success || parsed.data.revision <= (revision ?? 0)) return;
        applySession(client, workspace, parsed.data);
        if (revision !== null) timer ??= setTimeout(refetch, refetchEveryMs);
        revision = parsed.data.revision;
      },
    });
    return () => {
      close();
      clearTimeout(timer);
    };
  }, [client, workspace, sessionId]);
  return status;
}
