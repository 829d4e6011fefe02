import { and, eq, type SQL, sql } from "drizzle-orm";
import type { SessionSummary } from "#contract/sessions.ts";
import { auth_user } from "#worker/db/auth-schema.ts";
import { eachOf } from "#worker/db/json-rows.ts";
import { devSession, project } from "#worker/db/schema.ts";
import { durationOf } from "#worker/domain/session-lifecycle.ts";
import { totalsOf } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { sessionsById } from "./sessions-by-id.ts";

/** Sessions by id, in no order; those of other workspaces are not there. */
export async function readSummaries(
  ctx: OperationContext,
  ids: string[],
): Promise<SessionSummary[]> {
  const rows = await selectSessionsById(ctx, sql`SELECT value FROM ${eachOf(ids)}`);
  return rows.map(summaryOf);
}

/** The actor's sessions among those whose ids a query answers. */
export function selectSessionsById(ctx: OperationContext, ids: SQL) {
  return select(ctx).where(sessionsById(ctx.actor.workspaceId, ids));
}

/** Sessions of the actor's workspace with their project and person. Add order and limit. */
export function selectSessions(ctx: OperationContext, where: SQL | undefined) {
  return select(ctx).where(and(eq(devSession.workspaceId, ctx.actor.workspaceId), where));
}

function select({ db }: OperationContext) {
  return db
    .select({
      session: devSession,
      project: { id: project.id, name: project.name, slug: project.slug },
      person: { id: auth_user.id, name: auth_user.name, image: auth_user.image },
    })
    .from(devSession)
    .leftJoin(project, eq(project.id, devSession.projectId))
    .leftJoin(auth_user, eq(auth_user.id, devSession.personId))
    .$dynamic();
}

type JoinedSession = Awaited<ReturnType<typeof selectSessions>>[number];

/** As lists and live messages show it. */
export function summaryOf({ session, project: named, person }: JoinedSession): SessionSummary {
  const { id, title, type, status, origin, revision, runtime, rootRunId, branch } = session;
  const { startedAt, endedAt, lastActivityAt } = session;
  return {
    id,
    title,
    type,
    status,
    origin,
    revision,
    runtime,
    rootRunId,
    branch,
    project: named,
    person: person && { ...person, name: person.name || "Somebody" },
    lastModel: session.lastModel || null,
    startedAt: isoOf(startedAt),
    endedAt: endedAt === null ? null : isoOf(endedAt),
    lastActivityAt: isoOf(lastActivityAt),
    estimateVibe: session.estimateVibe,
    durationMs: durationOf(session),
    runningSince: session.runningSince === null ? null : isoOf(session.runningSince),
    totals: totalsOf(session),
  };
}

/** Times in JSON are ISO 8601, UTC. */
export const isoOf = (moment: number) => new Date(moment).toISOString();
