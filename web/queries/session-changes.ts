import type {
  SessionNotes,
  SessionPatch,
  SessionSplit,
  SessionStart,
  TaskLink,
} from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { callApi, queryOf } from "#web/lib/api.ts";

const route = (id: string, part = "") => `/api/dev-sessions/${id}${part}`;

export const startSession = (workspace: string, body: SessionStart) =>
  callApi<SessionDetail>("/api/dev-sessions/start", { method: "POST", workspace, body });

/** What is done with a session after its start; done twice it is done once. */
export type SessionVerb = "pause" | "resume" | "complete" | "cancel";

export const changeSession = (
  workspace: string,
  { id, verb, notes }: { id: string; verb: SessionVerb; notes?: SessionNotes },
) => callApi<SessionDetail>(route(id, `/${verb}`), { method: "POST", workspace, body: notes });

export const patchSession = (workspace: string, id: string, body: SessionPatch) =>
  callApi<SessionDetail>(route(id), { method: "PATCH", workspace, body });

export const splitRun = (workspace: string, id: string, body: SessionSplit) =>
  callApi<SessionDetail>(route(id, "/split"), { method: "POST", workspace, body });

export const linkTask = (workspace: string, id: string, body: TaskLink) =>
  callApi<SessionDetail>(route(id, "/link-task"), { method: "POST", workspace, body });

export const unlinkTask = (workspace: string, id: string, link: TaskLink) =>
  callApi<SessionDetail>(route(id, `/link-task${queryOf(link)}`), { method: "DELETE", workspace });
