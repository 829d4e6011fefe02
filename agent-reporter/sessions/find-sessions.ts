import type { ProjectFacts } from "#contract/ingest.ts";
import type { SessionDetail, SessionStatus, SessionSummary } from "#contract/sessions.ts";
import type { ServerAccess } from "../config/server-access.ts";
import { askJson, notStint } from "./ask-sessions.ts";

/** Whose and where: a server, and the project of a folder. */
export type Here = { access: ServerAccess; project: ProjectFacts | null };

const queryOf = ({ project }: Here, rest: Record<string, string>) =>
  new URLSearchParams({ person: "me", ...(project ? { project: project.key } : {}), ...rest });

/** Without a project, only what belongs to none. */
const isHere =
  ({ project }: Here) =>
  (one: SessionSummary) =>
    project !== null || one.project === null;

/** The person's manual session that is active or paused here. */
export async function openSessionHere(here: Here): Promise<SessionSummary | undefined> {
  const path = `/active?${queryOf(here, { origin: "manual" })}`;
  const { sessionPage } = await import("#contract/sessions.ts");
  const found = sessionPage
    .pick({ items: true })
    .safeParse(await askJson(here.access, { method: "GET", path }));
  if (!found.success) throw notStint(here.access);
  return found.data.items.find(isHere(here));
}

type Wanted = { status?: SessionStatus; limit?: number };

/** The person's sessions here, the newest start first, as the server says it and as it is read. */
export async function sessionsHere(here: Here, { status, limit = 20 }: Wanted = {}) {
  const query = queryOf(here, { limit: String(limit), ...(status ? { status } : {}) });
  const { answer, items } = await readSessions(here.access, `?${query}`);
  return { answer, items: items.filter(isHere(here)) };
}

/** Sessions by a query, as the server says it and as it is read. */
export async function readSessions(access: ServerAccess, path: string) {
  const answer = await askJson(access, { method: "GET", path });
  const { sessionPage } = await import("#contract/sessions.ts");
  const found = sessionPage.safeParse(answer);
  if (!found.success) throw notStint(access);
  return { answer, items: found.data.items };
}

/** One session, with its runs and tasks, as the server says it and as it is read. */
export type ReadSession = { answer: unknown; session: SessionDetail };

/** Reads the session that an answer holds. */
export async function readSession(access: ServerAccess, answer: unknown): Promise<ReadSession> {
  const { sessionDetail } = await import("#contract/sessions.ts");
  const found = sessionDetail.safeParse(answer);
  if (!found.success) throw notStint(access);
  return { answer, session: found.data };
}

export const getSession = async (access: ServerAccess, id: string): Promise<ReadSession> =>
  readSession(access, await askJson(access, { method: "GET", path: `/${encodeURIComponent(id)}` }));
