import { and, eq, gte, lt, or, type SQL, sql } from "drizzle-orm";
import type { SessionFilter, SessionPage, SessionSort } from "#contract/sessions.ts";
import { devSession, endedSession, openSession, project } from "#worker/db/schema.ts";
import type { OperationContext } from "../context.ts";
import { actorPerson } from "../prices/actor-person.ts";
import { selectSessions, selectSessionsById, summaryOf } from "./read-summaries.ts";
import { afterCursor, cursorOf, orderOf } from "./session-order.ts";

type Page = { limit: number; cursor?: string | undefined; sort?: SessionSort | undefined };

/**
 * Sessions that hold events, newest start first unless another order is asked for. By other figures than the start it is
 * one page of the ended sessions, by an index, and one of the few open ones, which no index could follow.
 */
export async function listSessions(
  ctx: OperationContext,
  filter: SessionFilter,
  { limit, cursor, sort = "-started" }: Page,
): Promise<SessionPage> {
  const found = and(sessionsWhere(ctx, filter), afterCursor(cursor, sort));
  const first = (part: SQL) => firstIds(ctx, { where: and(found, part), sort, limit: limit + 1 });
  const sessions = sort.endsWith("started")
    ? selectSessions(ctx, found)
    : selectSessionsById(
        ctx,
        sql`SELECT id FROM ${first(openSession)} UNION ALL SELECT id FROM ${first(endedSession)}`,
      );
  const rows = await sessions.orderBy(...orderOf(sort)).limit(limit + 1);
  const items = rows.slice(0, limit).map(summaryOf);
  const last = rows[limit - 1]?.session;
  return { items, nextCursor: rows.length <= limit || !last ? null : cursorOf(last, sort) };
}

type First = { where: SQL | undefined; sort: SessionSort; limit: number };

const firstIds = ({ db, actor }: OperationContext, { where, sort, limit }: First) =>
  db
    .select({ id: devSession.id })
    .from(devSession)
    .leftJoin(project, eq(project.id, devSession.projectId))
    .where(and(eq(devSession.workspaceId, actor.workspaceId), where))
    .orderBy(...orderOf(sort))
    .limit(limit);

/** An event may have moved to another run: an auto session that lost its last one is nobody's. */
const isShown = sql`(${devSession.events} > 0 OR ${devSession.origin} = 'manual')`;

/** The filters as a condition. */
export function sessionsWhere({ actor }: OperationContext, filter: SessionFilter): SQL | undefined {
  const { from, to, q } = filter;
  const person = filter.person === "me" ? actorPerson(actor) : filter.person;
  return and(
    isShown,
    filter.type && eq(devSession.type, filter.type),
    filter.status && eq(devSession.status, filter.status),
    person ? eq(devSession.personId, person) : undefined,
    filter.project ? isCalled(filter.project) : undefined,
    from ? gte(devSession.startedAt, Date.parse(from)) : undefined,
    to ? lt(devSession.startedAt, Date.parse(to)) : undefined,
    q ? contains(q.toLowerCase()) : undefined,
  );
}

const isCalled = (name: string) =>
  or(eq(project.slug, name), eq(project.id, name), eq(project.key, name));

/** Title, branch or run id. `instr`, since D1 limits LIKE patterns to 50 bytes. */
function contains(text: string): SQL | undefined {
  const texts = [devSession.title, devSession.branch, devSession.rootRunId];
  return or(...texts.map((column) => sql`instr(lower(coalesce(${column}, '')), ${text}) > 0`));
}
