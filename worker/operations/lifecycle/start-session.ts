import { and, eq, sql } from "drizzle-orm";
import type { SessionStart } from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { sessionStretch } from "#worker/db/lifecycle-schema.ts";
import { devSession, openSession } from "#worker/db/schema.ts";
import { forever } from "#worker/domain/place-event.ts";
import { titleOf } from "#worker/domain/session-facts.ts";
import { beginning, possibleVerbs } from "#worker/domain/session-lifecycle.ts";
import { startedSessionIdOf } from "#worker/domain/stable-ids.ts";
import { noSums } from "#worker/domain/sums.ts";
import { AppError, SessionRefusal } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { readLifecycle } from "../ingest/read-places.ts";
import { insertProjects } from "../ingest/resolve-projects.ts";
import { actorPerson } from "../prices/actor-person.ts";
import { newId } from "../team/new-id.ts";
import { readTimezone } from "../team/read-timezone.ts";
import { answerChange } from "./answer-change.ts";
import { findProject } from "./find-project.ts";
import { mustHaveHappened } from "./must-have-happened.ts";
import type { SessionRow } from "./read-session.ts";
import { storeLifecycle, untilStored } from "./store-lifecycle.ts";

/** For whom and in which project. */
type Owner = { personId: string; projectId: string };

/**
 * Begins a manual session of the actor's person. What they do in that project from its start on belongs to it. One is open
 * for each person and project; sent again with the same `clientId`, it answers the first one's session.
 */
export async function startSession(
  ctx: OperationContext,
  input: SessionStart,
): Promise<SessionDetail> {
  const { workspaceId } = ctx.actor;
  const personId = actorPerson(ctx.actor);
  const id = input.clientId
    ? startedSessionIdOf(workspaceId, personId, input.clientId)
    : newId("ses");
  await untilStored(async () => {
    const revision = await readLifecycle(ctx);
    const named = await findProject(ctx, input.project);
    const owner = { personId, projectId: named.id };
    if (await isThere(ctx, id)) return;
    await mustBeFree(ctx, owner);
    const startedAt = await freeStart(ctx, owner, input.startedAt);
    const session = await newRow(ctx, { id, owner, startedAt, input, projectName: named.name });
    const after = beginning(startedAt);
    const window = { fromAt: startedAt, toAt: forever };
    const besides = named.added ? [insertProjects([named.added])] : [];
    await storeLifecycle(ctx, { revision, session, after, window, besides });
  });
  return answerChange(ctx, id);
}

async function isThere({ db, actor }: OperationContext, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: devSession.id })
    .from(devSession)
    .where(and(eq(devSession.id, id), eq(devSession.workspaceId, actor.workspaceId)));
  return rows.length > 0;
}

async function mustBeFree({ db, actor }: OperationContext, owner: Owner): Promise<void> {
  const [open] = await db
    .select({ id: devSession.id, status: devSession.status })
    .from(devSession)
    .where(
      and(
        eq(devSession.workspaceId, actor.workspaceId),
        openSession,
        eq(devSession.origin, "manual"),
        eq(devSession.personId, owner.personId),
        eq(devSession.projectId, owner.projectId),
      ),
    );
  if (!open) return;
  const { id, status } = open;
  const possible = possibleVerbs("manual", status);
  const message = `A session is ${status} there already; complete it, or go on with it.`;
  throw new SessionRefusal("session_open", message, { id, status, possible });
}

/** A moment that no earlier session of theirs has. */
async function freeStart(
  ctx: OperationContext,
  { personId, projectId }: Owner,
  wanted: string | undefined,
): Promise<number> {
  const { workspaceId } = ctx.actor;
  const [row] = await ctx.db
    .select({ endedAt: sql<number>`coalesce(max(${sessionStretch.toAt}), 0)` })
    .from(sessionStretch)
    .where(
      and(
        eq(sessionStretch.workspaceId, workspaceId),
        eq(sessionStretch.personId, personId),
        eq(sessionStretch.projectId, projectId),
      ),
    );
  const endedAt = row?.endedAt ?? 0;
  if (wanted === undefined) return Math.max(ctx.now, endedAt);
  const startedAt = mustHaveHappened(ctx, wanted);
  if (startedAt >= endedAt) return startedAt;
  const until = new Date(endedAt).toISOString();
  throw new AppError("conflict", `An earlier session ran there until ${until}.`);
}

type Beginning = {
  id: string;
  owner: Owner;
  startedAt: number;
  input: SessionStart;
  projectName: string;
};

async function newRow(
  ctx: OperationContext,
  { id, owner, startedAt, input, projectName }: Beginning,
): Promise<SessionRow> {
  const timezone = await readTimezone(ctx);
  const found = { title: null, branch: null, projectName, startedAt, timezone };
  return {
    id,
    workspaceId: ctx.actor.workspaceId,
    title: input.title ?? titleOf(found),
    titleIsOwn: input.title !== undefined,
    type: input.type ?? "feature",
    typeIsOwn: input.type !== undefined,
    status: "active",
    origin: "manual",
    runtime: "",
    rootRunId: null,
    ...owner,
    branch: null,
    headCommit: null,
    lastModel: null,
    startedAt,
    endedAt: null,
    lastActivityAt: startedAt,
    workedMs: 0,
    runningSince: startedAt,
    estimateVibe: null,
    revision: 1,
    ...noSums(),
  };
}
