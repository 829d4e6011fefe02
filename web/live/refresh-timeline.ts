import type { QueryClient } from "@tanstack/react-query";
import { readTimelinePage, sessionQueries } from "#web/queries/sessions.ts";

/**
 * Reads the last page of a timeline again, which is where new items come: a long session would be read whole each time.
 * Does nothing while the pages are still being read.
 */
export async function refreshTimelineEnd(
  client: QueryClient,
  workspace: string,
  sessionId: string,
): Promise<void> {
  const { queryKey } = sessionQueries.timeline(workspace, sessionId);
  const known = client.getQueryData(queryKey);
  if (known?.pages.at(-1)?.nextCursor !== null) return;
  const cursor = known.pages.at(-2)?.nextCursor ?? null;
  // Offline is a state: the next message asks again.
  const page = await readTimelinePage(workspace, sessionId, cursor).catch(() => null);
  if (!page) return;
  client.setQueryData(queryKey, (now) =>
    now?.pages.length === known.pages.length
      ? { ...now, pages: [...now.pages.slice(0, -1), page] }
      : now,
  );
}
