import { and, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import { eachOf } from "#worker/db/json-rows.ts";
import { lifecycle, sessionElsewhere, sessionStretch } from "#worker/db/lifecycle-schema.ts";
import type { Happened, Stretch } from "#worker/domain/place-event.ts";
import type { OperationContext } from "../context.ts";

/** How often people changed when their sessions run; 0 where nobody ever began one. Read it before anything that follows from it. */
export async function readLifecycle({ db, actor }: OperationContext): Promise<number> {
  const [row] = await db
    .select()
    .from(lifecycle)
    .where(eq(lifecycle.workspaceId, actor.workspaceId));
  return row?.revision ?? 0;
}

/** Whether it changed since. */
export const otherLifecycle = (workspaceId: string, revision: number): SQL =>
  sql`SELECT 1 WHERE ${revision} <> coalesce(
    (SELECT revision FROM ${lifecycle} WHERE workspace_id = ${workspaceId}), 0)`;

/** The stretches of these events' persons that overlap their times. */
export async function readStretches(
  { db, actor }: OperationContext,
  events: Happened[],
): Promise<Stretch[]> {
  if (events.length === 0) return [];
  const persons = [...new Set(events.map(({ personId }) => personId))];
  const moments = events.map(({ occurredAt }) => occurredAt);
  return db
    .select()
    .from(sessionStretch)
    .where(
      and(
        eq(sessionStretch.workspaceId, actor.workspaceId),
        sql`${sessionStretch.personId} IN (SELECT value FROM ${eachOf(persons)})`,
        gt(sessionStretch.toAt, Math.min(...moments)),
        lte(sessionStretch.fromAt, Math.max(...moments)),
      ),
    );
}

/** Where else events of these sessions' runs may stand. */
export async function readElsewhere(
  { db, actor }: OperationContext,
  homes: string[],
): Promise<Map<string, string[]>> {
  const rows = await db
    .select()
    .from(sessionElsewhere)
    .where(
      and(
        eq(sessionElsewhere.workspaceId, actor.workspaceId),
        sql`${sessionElsewhere.homeSessionId} IN (SELECT value FROM ${eachOf(homes)})`,
      ),
    );
  const found = new Map(homes.map((home): [string, string[]] => [home, []]));
  for (const { homeSessionId, devSessionId } of rows) found.get(homeSessionId)?.push(devSessionId);
  return found;
}

/** Whether events of one of these sessions' runs came to stand somewhere new. */
export const otherElsewhere = (workspaceId: string, was: [home: string, count: number][]): SQL =>
  sql`SELECT 1 FROM json_each(${JSON.stringify(was)}) AS was
    WHERE was.value ->> 1 <> (SELECT count(*) FROM ${sessionElsewhere}
      WHERE workspace_id = ${workspaceId} AND home_session_id = was.value ->> 0)`;
