import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { TimelineItem, TimelinePage } from "#contract/sessions.ts";
import { run, toolCall, usageEvent } from "#worker/db/schema.ts";
import { bareRunId } from "#worker/domain/stable-ids.ts";
import type { OperationContext } from "../context.ts";
import { mustFindSession } from "./must-find-session.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { isoOf } from "./read-summaries.ts";

type Page = { limit: number; cursor?: string | undefined };

/** A session's turns and tool calls, oldest first; of one moment, by key. */
export async function readTimeline(
  ctx: OperationContext,
  sessionId: string,
  page: Page,
): Promise<TimelinePage> {
  await mustFindSession(ctx, sessionId);
  const [turns, tools] = await Promise.all([
    readTurns(ctx, sessionId, page),
    readTools(ctx, sessionId, page),
  ]);
  const merged = [...turns, ...tools].toSorted(
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
  const rows = await db
    .select()
    .from(usageEvent)
    .where(
      and(
        eq(usageEvent.workspaceId, actor.workspaceId),
        eq(usageEvent.devSessionId, sessionId),
        after(page, usageEvent.occurredAt, usageEvent.key),
      ),
    )
    .orderBy(asc(usageEvent.occurredAt), asc(usageEvent.key))
    .limit(page.limit + 1);
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

async function readTools(
  { db, actor }: OperationContext,
  sessionId: string,
  page: Page,
): Promise<TimelineItem[]> {
  const ofWorkspace = eq(run.workspaceId, actor.workspaceId);
  const runs = await db
    .select({ id: run.id, parentRunId: run.parentRunId })
    .from(run)
    .where(and(ofWorkspace, eq(run.devSessionId, sessionId)));
  const subagents = new Set(runs.filter((row) => row.parentRunId !== null).map((row) => row.id));
  const rows = await db
    .select()
    .from(toolCall)
    .where(
      and(
        eq(toolCall.workspaceId, actor.workspaceId),
        inArray(
          toolCall.runId,
          db
            .select({ id: run.id })
            .from(run)
            .where(and(ofWorkspace, eq(run.devSessionId, sessionId))),
        ),
        after(page, toolCall.startedAt, toolCall.key),
      ),
    )
    .orderBy(asc(toolCall.startedAt), asc(toolCall.key))
    .limit(page.limit + 1);
  return rows.map(({ key, runId, startedAt, name, durationMs, outcome }) => ({
    type: "tool",
    key,
    runId: bareRunId(runId),
    at: isoOf(startedAt),
    name,
    durationMs,
    outcome,
    isSubagent: subagents.has(runId),
  }));
}

function after({ cursor }: Page, at: SQLiteColumn, key: SQLiteColumn) {
  if (!cursor) return undefined;
  const last = readCursor(cursor);
  return sql`(${at}, ${key}) > (${last.at}, ${last.id})`;
}
