import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { eachOf } from "#worker/db/json-rows.ts";
import type { SQLiteColumn, SQLiteSelect } from "drizzle-orm/sqlite-core";
import type { TimelineItem, TimelinePage } from "#contract/sessions.ts";
import { apiError, toolCall } from "#worker/db/call-schema.ts";
import { sessionElsewhere } from "#worker/db/lifecycle-schema.ts";
import { run, usageEvent } from "#worker/db/schema.ts";
import { bareRunId } from "#worker/domain/stable-ids.ts";
import type { OperationContext } from "../context.ts";
import { mustFindSession } from "./must-find-session.ts";
import { sessionAt } from "./session-at.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { isoOf } from "./read-summaries.ts";

type Page = { limit: number; cursor?: string | undefined };

/** A session's turns, tool calls and failed requests, oldest first; of one moment, by key. */
export async function readTimeline(
  ctx: OperationContext,
  sessionId: string,
  page: Page,
): Promise<TimelinePage> {
  await mustFindSession(ctx, sessionId);
  const runs = await readRuns(ctx, sessionId);
  const [turns, tools, errors] = await Promise.all([
    readTurns(ctx, sessionId, page),
    readTools(ctx, { ...runs, page }),
    readErrors(ctx, { ...runs, page }),
  ]);
  const merged = [...turns, ...tools, ...errors].toSorted(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.key < b.key ? -1 : 1),
  );
  const items = merged.slice(0, page.limit);
  const last = items.at(-1);
  const isLast = merged.length <= page.limit || !last;
  return { items, nextCursor: isLast ? null : writeCursor(Date.parse(last.at), last.key) };
}

async function readTurns(
  { db, actor }: OperationContext,
  sessionId: string,
  page: Page,
): Promise<TimelineItem[]> {
  const { workspaceId, devSessionId, occurredAt, key } = usageEvent;
  const ofSession = and(eq(workspaceId, actor.workspaceId), eq(devSessionId, sessionId));
  const turns = db.select().from(usageEvent).$dynamic();
  const rows = await pageOf(turns, { where: ofSession, order: [occurredAt, key], page });
  return rows.map((row) => ({
    type: "turn",
    key: row.key,
    runId: bareRunId(row.runId),
    at: isoOf(row.occurredAt),
    model: row.model || null,
    input: row.input,
    output: row.output,
    cacheRead: row.cacheRead,
    cacheWrite: row.cacheWrite5m + row.cacheWrite1h,
    costNanoUsd: row.costNanoUsd,
    lowerBound: row.lowerBound,
    auxiliary: row.auxiliary,
    isSubagent: row.isSubagent,
  }));
}

type SessionRuns = {
  sessionId: string;
  /** The ids of all runs that the session may hold something of, as the query of another one. */
  ids: SQL;
  subagents: Set<string>;
};

async function readRuns({ db, actor }: OperationContext, sessionId: string): Promise<SessionRuns> {
  const runs = await db
    .select({ id: run.id, parentRunId: run.parentRunId })
    .from(run)
    .where(
      and(
        eq(run.workspaceId, actor.workspaceId),
        sql`${run.devSessionId} IN (SELECT ${sessionId}
          UNION SELECT home_session_id FROM ${sessionElsewhere}
            WHERE workspace_id = ${actor.workspaceId} AND dev_session_id = ${sessionId})`,
      ),
    );
  const subagents = runs.filter((row) => row.parentRunId !== null).map((row) => row.id);
  const ids = sql`(SELECT value FROM ${eachOf(runs.map(({ id }) => id))})`;
  return { sessionId, ids, subagents: new Set(subagents) };
}

async function readTools(
  { db, actor }: OperationContext,
  { sessionId, ids, subagents, page }: SessionRuns & { page: Page },
): Promise<TimelineItem[]> {
  const { workspaceId, runId, startedAt, key } = toolCall;
  const isHere = eq(sessionAt({ workspaceId, runId, at: startedAt }), sessionId);
  const ofRuns = and(eq(workspaceId, actor.workspaceId), sql`${runId} IN ${ids}`, isHere);
  const calls = db.select().from(toolCall).$dynamic();
  const rows = await pageOf(calls, { where: ofRuns, order: [startedAt, key], page });
  return rows.map((row) => ({
    type: "tool",
    key: row.key,
    runId: bareRunId(row.runId),
    at: isoOf(row.startedAt),
    name: row.name,
    durationMs: row.durationMs,
    ranMs: row.ranMs,
    outcome: row.outcome,
    verb: row.verb,
    errorKind: row.errorKind,
    exitCode: row.exitCode,
    destructive: row.destructive,
    isSubagent: row.isSubagent || subagents.has(row.runId),
  }));
}

async function readErrors(
  { db, actor }: OperationContext,
  { sessionId, ids, subagents, page }: SessionRuns & { page: Page },
): Promise<TimelineItem[]> {
  const { workspaceId, runId, occurredAt, key } = apiError;
  const isHere = eq(sessionAt({ workspaceId, runId, at: occurredAt }), sessionId);
  const ofRuns = and(eq(workspaceId, actor.workspaceId), sql`${runId} IN ${ids}`, isHere);
  const errors = db.select().from(apiError).$dynamic();
  const rows = await pageOf(errors, { where: ofRuns, order: [occurredAt, key], page });
  return rows.map((row) => ({
    type: "error",
    key: row.key,
    runId: bareRunId(row.runId),
    at: isoOf(row.occurredAt),
    kind: row.kind,
    status: row.status,
    model: row.model,
    attempt: row.attempt,
    maxAttempts: row.maxAttempts,
    retryInMs: row.retryInMs,
    isSubagent: subagents.has(row.runId),
  }));
}

type Part = { where: SQL | undefined; order: [at: SQLiteColumn, key: SQLiteColumn]; page: Page };

/** Rows from where the page before ended, oldest first, and one more, which says that there is another page. */
function pageOf<Query extends SQLiteSelect>(query: Query, { where, order, page }: Part): Query {
  return query
    .where(and(where, after(page, order)))
    .orderBy(...order.map((column) => asc(column)))
    .limit(page.limit + 1);
}

function after({ cursor }: Page, [at, key]: Part["order"]) {
  if (!cursor) return undefined;
  const last = readCursor(cursor);
  return sql`(${at}, ${key}) > (${last.at}, ${last.id})`;
}
