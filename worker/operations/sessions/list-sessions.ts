import { and, desc, eq, gte, lt, or, type SQL, sql } from "drizzle-orm";
import type { SessionFilter, SessionPage } from "#contract/sessions.ts";
import { devSession, project } from "#worker/db/schema.ts";
import type { OperationContext } from "../context.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { selectSessions, summaryOf } from "./read-summaries.ts";

/** Sessions that hold events, newest start first. */
export async function listSessions(
  ctx: OperationContext,
  filter: SessionFilter,
  page: { limit: number; cursor?: string | undefined },
): Promise<SessionPage> {
  const rows = await selectSessions(ctx, and(sessionsWhere(filter), after(page.cursor)))
    .orderBy(desc(devSession.startedAt), desc(devSession.id))
    .limit(page.limit + 1);
  const items = rows.slice(0, page.limit).map(summaryOf);
  const last = rows[page.limit - 1]?.session;
  const isLast = rows.length <= page.limit || !last;
  return { items, nextCursor: isLast ? null : writeCursor(last.startedAt, last.id) };
}

/** The filters as a condition. An event may have moved to another run: a session that lost its last one is nobody's. */
export function sessionsWhere(filter: SessionFilter): SQL | undefined {
  const { from, to, q } = filter;
  return and(
    sql`${devSession.events} > 0`,
    filter.type && eq(devSession.type, filter.type),
    filter.status && eq(devSession.status, filter.status),
    filter.person ? eq(devSession.personId, filter.person) : undefined,
    filter.project
      ? or(eq(project.slug, filter.project), eq(project.id, filter.project))
      : undefined,
    from ? gte(devSession.startedAt, Date.parse(from)) : undefined,
    to ? lt(devSession.startedAt, Date.parse(to)) : undefined,
    q ? contains(q.toLowerCase()) : undefined,
  );
}

/** Title, branch or run id. `instr`, since D1 limits LIKE patterns to 50 bytes. */
function contains(text: string): SQL | undefined {
  const texts = [devSession.title, devSession.branch, devSession.rootRunId];
  return or(...texts.map((column) => sql`instr(lower(coalesce(${column}, '')), ${text}) > 0`));
}

function after(cursor: string | undefined): SQL | undefined {
  if (!cursor) return undefined;
  const { at, id } = readCursor(cursor);
  return sql`(${devSession.startedAt}, ${devSession.id}) < (${at}, ${id})`;
}
