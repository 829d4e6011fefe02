import { asc, desc, type SQL, sql } from "drizzle-orm";
import type { SessionSort } from "#contract/sessions.ts";
import { devSession, sessionDuration, sessionTokens } from "#worker/db/schema.ts";
import { durationOf } from "#worker/domain/session-lifecycle.ts";
import { invalidCursor, readCursor, writeCursor } from "./cursor.ts";

type Session = typeof devSession.$inferSelect;
type Figure = "started" | "cost" | "tokens" | "duration";
type Order = { column: SQL; valueOf: (session: Session) => number };

const orders: Record<Figure, Order> = {
  started: { column: sql`${devSession.startedAt}`, valueOf: ({ startedAt }) => startedAt },
  cost: { column: sql`${devSession.costNanoUsd}`, valueOf: ({ costNanoUsd }) => costNanoUsd },
  tokens: {
    column: sessionTokens(devSession),
    valueOf: ({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }) =>
      input + output + cacheRead + cacheWrite5m + cacheWrite1h,
  },
  duration: {
    column: sessionDuration(devSession),
    valueOf: durationOf,
  },
};

/** `-cost` is by cost, the greatest first. */
function parse(sort: SessionSort): Order & { isDown: boolean } {
  const isDown = sort.startsWith("-");
  const name = isDown ? sort.slice(1) : sort;
  const figure = figures.find((one) => one === name) ?? "started";
  return { ...orders[figure], isDown };
}

const figures = ["started", "cost", "tokens", "duration"] as const satisfies Figure[];

/** The id orders sessions of the same figure. */
export function orderOf(sort: SessionSort): SQL[] {
  const { column, isDown } = parse(sort);
  return (isDown ? [desc, desc] : [asc, asc]).map((by, at) =>
    by(at === 0 ? column : devSession.id),
  );
}

/** Where a page in this order ended. */
export const cursorOf = (last: Session, sort: SessionSort) =>
  writeCursor(parse(sort).valueOf(last), `${sort} ${last.id}`);

/** What comes behind a cursor. A range of the figure alone, so that the index serves it, then the id among equals. */
export function afterCursor(cursor: string | undefined, sort: SessionSort): SQL | undefined {
  if (!cursor) return undefined;
  const { at, id: place } = readCursor(cursor);
  const [of, id] = place.split(" ");
  if (of !== sort || !id) throw invalidCursor();
  const { column, isDown } = parse(sort);
  return isDown
    ? sql`${column} <= ${at} AND (${column} < ${at} OR ${devSession.id} < ${id})`
    : sql`${column} >= ${at} AND (${column} > ${at} OR ${devSession.id} > ${id})`;
}
