import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { SessionMessage } from "#contract/live.ts";
import { followSession } from "./follow-session.ts";
import { type LiveStatus, openLiveSocket } from "./live-socket.ts";

/** Keeps one session's page live for as long as it is shown; null where there is none. */
export function useSessionLive(workspace: string, sessionId: string | null): LiveStatus {
  const client = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>("reconnecting");
  useEffect(() => {
    if (sessionId === null) return undefined;
    const { take, stop } = followSession(client, workspace, sessionId);
    const path = `/api/dev-sessions/${sessionId}/live?workspace=${encodeURIComponent(workspace)}`;
    const close = openLiveSocket<SessionMessage>(path, { onStatus: setStatus, onMessage: take });
    return () => {
      close();
      stop();
    };
  }, [client, workspace, sessionId]);
  return status;
}
