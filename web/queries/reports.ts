import { queryOptions } from "@tanstack/react-query";
import type { SessionReport } from "#contract/reports.ts";
import type { SessionSummary } from "#contract/sessions.ts";
import { callApi, readDocument } from "#web/lib/api.ts";

const pathOf = (id: string) => `/api/dev-sessions/${id}/report`;

export const reportQueries = {
  all: (workspace: string) => ["w", workspace, "reports"],
  /** The document. One that goes on is asked for anew only by its reader. */
  session: (workspace: string, { id, endedAt, revision }: SessionSummary) =>
    queryOptions({
      queryKey: [
        ...reportQueries.all(workspace),
        "session",
        id,
        endedAt === null ? "open" : revision,
      ],
      queryFn: () => readDocument(pathOf(id), workspace, "text/markdown"),
      staleTime: Infinity,
    }),
};

/** Makes it anew, whatever is kept. */
export const remakeReport = (workspace: string, id: string) =>
  callApi<SessionReport>(pathOf(id), { method: "POST", workspace });
