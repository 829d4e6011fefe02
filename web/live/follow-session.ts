import type { QueryClient } from "@tanstack/react-query";
import type { SessionMessage } from "#contract/live.ts";
import { sessionQueries } from "#web/queries/sessions.ts";
import { applySession } from "./apply-message.ts";
import { delayed } from "./delayed.ts";
import { refreshTimelineEnd } from "./refresh-timeline.ts";

/** The breakdown and the timeline's end follow the figures, this often at most. */
export const sessionRefetchMs = 2_000;

/** The whole timeline is read again this often at most, for what came late into its middle. */
export const timelineRefetchMs = 30_000;

/** Keeps what is cached of one session in step with its live messages. */
export function followSession(client: QueryClient, workspace: string, sessionId: string) {
  const { detail, timeline } = sessionQueries;
  const refetch = delayed(() => {
    void client.invalidateQueries({ queryKey: detail(workspace, sessionId).queryKey });
    void refreshTimelineEnd(client, workspace, sessionId);
  }, sessionRefetchMs);
  const refetchTimeline = delayed(() => {
    void client.invalidateQueries({ queryKey: timeline(workspace, sessionId).queryKey });
  }, timelineRefetchMs);
  let revision = 0;
  return {
    take: (message: SessionMessage) => {
      if (message.revision <= revision) return;
      const isNews = applySession(client, workspace, message);
      // The first one tells what the page was loaded with, unless something fell between.
      if (isNews || revision > 0) {
        refetch.ask();
        refetchTimeline.ask();
      }
      revision = message.revision;
    },
    stop: () => {
      refetch.cancel();
      refetchTimeline.cancel();
    },
  };
}
