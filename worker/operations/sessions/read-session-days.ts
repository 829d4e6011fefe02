import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { SessionFilter } from "#contract/sessions.ts";
import {
  devSession,
  endedManualSession,
  endedSession,
  openSession,
  project,
  sessionDuration,
  sessionSpan,
  usageRollup,
} from "#worker/db/schema.ts";
import type { Day, Range } from "#worker/domain/periods.ts";
import type { SessionHour } from "#worker/domain/session-days.ts";
import type { OperationContext } from "../context.ts";
import { selectSums } from "../costs/select-sums.ts";
import { sessionsWhere } from "./list-sessions.ts";
import { sessionsById } from "./sessions-by-id.ts";

const dayMs = 86_400_000;

/** Which sessions are asked for, and the days. */
type Asked = { filter: SessionFilter; days: Day[] };

const dateOfDay = sql<string>`day.value ->> 'date'`;

/** Each day with the sessions that began on it, by the index of starts. */
const startedOn = ({ actor }: OperationContext) =>
  sql`${devSession.workspaceId} = ${actor.workspaceId}
    AND ${devSession.startedAt} >= day.value ->> 'from' AND ${devSession.startedAt} < day.value ->> 'to'`;

const endedOnIt = sql`${devSession.lastActivityAt} < day.value ->> 'to'`;

/** The days as a table, before which SQLite must not walk through the sessions. */
const tableOf = (days: (Range & { date?: string })[]) =>
  sql`json_each(${JSON.stringify(days)}) AS day`;

/** How many sessions began and ended on each day, and their sums. */
export function readShortSessions(ctx: OperationContext, { filter, days }: Asked) {
  return ctx.db
    .select({
      date: dateOfDay,
      sessions: sql<number>`count(*)`,
      sums: selectSums(devSession),
    })
    .from(tableOf(days))
    .crossJoin(devSession)
    .leftJoin(project, eq(project.id, devSession.projectId))
    .where(and(startedOn(ctx), endedOnIt, sessionsWhere(ctx, filter)))
    .groupBy(sql`day.key`);
}

/** The most expensive ones of them, so many of each day. */
export function readTopSessions(ctx: OperationContext, { filter, days, limit }: Asked & Limit) {
  const { id, costNanoUsd } = devSession;
  const first = ctx.db
    .select({ id })
    .from(devSession)
    .leftJoin(project, eq(project.id, devSession.projectId))
    .where(and(startedOn(ctx), endedOnIt, sessionsWhere(ctx, filter)))
    .orderBy(desc(costNanoUsd), asc(id))
    .limit(limit);
  return ctx.db
    .select({ id, date: dateOfDay, costNanoUsd })
    .from(tableOf(days))
    .crossJoin(devSession)
    .where(inArray(id, first));
}

type Limit = { limit: number };

/** The sessions that worked over a midnight, with their hours on the days asked for, in order. */
export function readLongSessions(
  ctx: OperationContext,
  { filter, days }: Asked,
): Promise<SessionHour[]> {
  const { workspaceId } = ctx.actor;
  const { id, startedAt, lastActivityAt } = devSession;
  const { hourAt } = usageRollup;
  const { from, to } = spanOf(days);
  return ctx.db
    .select({ id, startedAt, lastActivityAt, hourAt, sums: selectSums(usageRollup) })
    .from(devSession)
    .innerJoin(
      usageRollup,
      and(eq(usageRollup.workspaceId, workspaceId), eq(usageRollup.devSessionId, id)),
    )
    .leftJoin(project, eq(project.id, devSession.projectId))
    .where(
      and(
        sessionsById(workspaceId, longIds(ctx, days)),
        sessionsWhere(ctx, filter),
        gte(hourAt, from),
        lt(hourAt, to),
        gt(usageRollup.events, 0),
      ),
    )
    .groupBy(id, hourAt)
    .orderBy(asc(id), asc(hourAt));
}

/** A query of their ids. What began long before the days is among the open ones, or of those that took long. */
function longIds(ctx: OperationContext, days: Day[]): SQL {
  const { from } = spanOf(days);
  const before = { from: from - dayMs, to: from };
  // The `+` keeps SQLite from walking through all that began before.
  const fromBefore = sql`${devSession.workspaceId} = ${ctx.actor.workspaceId}
    AND +${devSession.startedAt} < ${from} AND ${devSession.lastActivityAt} >= ${from}`;
  return sql`
    SELECT ${devSession.id} FROM ${tableOf([before, ...days])} CROSS JOIN ${devSession}
    WHERE ${startedOn(ctx)} AND NOT ${endedOnIt}
    UNION SELECT ${devSession.id} FROM ${devSession} WHERE ${fromBefore} AND ${openSession}
    UNION SELECT ${devSession.id} FROM ${devSession}
    WHERE ${fromBefore} AND ${sessionDuration(devSession)} >= ${dayMs} AND ${endedSession}
    UNION SELECT ${devSession.id} FROM ${devSession}
    WHERE ${fromBefore} AND ${sessionSpan(devSession)} >= ${dayMs} AND ${endedManualSession}`;
}

function spanOf(days: Day[]): Range {
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last) throw new Error("A range of days has a first and a last one.");
  return { from: first.from, to: last.to };
}
