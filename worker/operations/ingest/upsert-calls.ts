import { type SQL, sql } from "drizzle-orm";
import { apiErrorKinds } from "#contract/errors.ts";
import { eachOf, insertRows } from "#worker/db/json-rows.ts";
import { apiError, toolCall } from "#worker/db/call-schema.ts";
import { provisionalMark } from "#worker/domain/telemetry/told-items.ts";

export type ToolRow = typeof toolCall.$inferSelect;
export type ErrorRow = typeof apiError.$inferSelect;

/**
 * Tool calls, laid over what is stored. Repeats merge in any order to the same row: the longest durations, the outcome
 * that says most, a log's name for it. Answers a row for each call that is new or that changed.
 */
export function upsertTools(rows: ToolRow[]): SQL[] {
  const merged = merging(toolCall, {
    name: sql`CASE WHEN excluded.source = 'otel' AND tool_call.source = 'log'
      THEN tool_call.name ELSE excluded.name END`,
    started_at: sql`min(excluded.started_at, tool_call.started_at)`,
    duration_ms: ofBoth(toolCall, "max", "duration_ms"),
    ran_ms: ofBoth(toolCall, "max", "ran_ms"),
    outcome: ofBetterOutcome("outcome", sql`excluded.outcome`),
    error_kind: ofBetterOutcome("error_kind", ofBoth(toolCall, "min", "error_kind")),
    exit_code: ofBetterOutcome("exit_code", ofBoth(toolCall, "min", "exit_code")),
    verb: sql`coalesce(${either("min", known("excluded"), known("tool_call"))}, excluded.verb, tool_call.verb)`,
    destructive: sql`max(excluded.destructive, tool_call.destructive)`,
    is_subagent: sql`max(excluded.is_subagent, tool_call.is_subagent)`,
    source: sql`min(excluded.source, tool_call.source)`,
  });
  const conflict = sql`ON CONFLICT (workspace_id, run_id, key) ${merged} RETURNING key, run_id`;
  const nameOf = ({ runId, key }: ToolRow) => `${runId} ${key}`;
  return inLayers(rows, nameOf).map((layer) => insertRows(toolCall, layer, conflict));
}

/** Failed requests, laid over what is stored. A fork's copy is of the smaller run, wherever it comes from. */
export function upsertErrors(rows: ErrorRow[]): SQL[] {
  const kinds = apiErrorKinds.join(" ");
  const merged = merging(apiError, {
    run_id: sql`min(excluded.run_id, api_error.run_id)`,
    occurred_at: sql`min(excluded.occurred_at, api_error.occurred_at)`,
    kind: sql`CASE WHEN instr(${kinds}, excluded.kind) < instr(${kinds}, api_error.kind)
      THEN excluded.kind ELSE api_error.kind END`,
    status: ofBoth(apiError, "max", "status"),
    model: ofBoth(apiError, "min", "model"),
    request_id: ofBoth(apiError, "min", "request_id"),
    attempt: ofBoth(apiError, "max", "attempt"),
    max_attempts: ofBoth(apiError, "max", "max_attempts"),
    retry_in_ms: ofBoth(apiError, "max", "retry_in_ms"),
    source: sql`min(excluded.source, api_error.source)`,
  });
  const conflict = sql`ON CONFLICT (workspace_id, key) ${merged} RETURNING key, run_id`;
  return inLayers(rows, ({ key }) => key).map((layer) => insertRows(apiError, layer, conflict));
}

/** What telemetry told without ids of runs whose log has come now: the log has it all. */
export const dropProvisional = (workspaceId: string, runs: string[]): SQL[] =>
  [toolCall, apiError].map(
    (table) => sql`DELETE FROM ${table} WHERE workspace_id = ${workspaceId} AND source = 'otel'
      AND run_id IN (SELECT value FROM ${eachOf(runs)}) AND instr(key, ${provisionalMark}) > 0`,
  );

type CallTable = typeof toolCall | typeof apiError;

/** Sets the columns where any of them differs. */
function merging(table: CallTable, columns: Record<string, SQL>): SQL {
  const names = Object.keys(columns).map((name) => sql.identifier(name));
  const values = Object.values(columns);
  const stored = names.map((name) => sql`${table}.${name}`);
  const set = names.map((name, at) => sql`${name} = ${values[at]}`);
  return sql`DO UPDATE SET ${list(set)} WHERE (${list(values)}) IS NOT (${list(stored)})`;
}

const list = (parts: unknown[]) =>
  sql.join(
    parts.map((part) => sql`${part}`),
    sql`, `,
  );

/** The larger or smaller of two, or the one that is known. */
const either = (which: "min" | "max", a: SQL, b: SQL) =>
  sql`coalesce(${sql.raw(which)}(${a}, ${b}), ${a}, ${b})`;

function ofBoth(table: CallTable, which: "min" | "max", name: string): SQL {
  const column = sql.identifier(name);
  return either(which, sql`excluded.${column}`, sql`${table}.${column}`);
}

/** A verb that says something. */
const known = (row: string) => sql`nullif(${sql.identifier(row)}.verb, 'other')`;

/** Each says more than those before it. */
const outcomes = "unfinished ok failed rejected";

/** A column of the row whose outcome says more; `ofSame` where both say the same. */
function ofBetterOutcome(name: string, ofSame: SQL): SQL {
  const column = sql.identifier(name);
  const [mine, theirs] = [sql`excluded`, sql`tool_call`].map(
    (row) => sql`instr(${outcomes}, ${row}.outcome)`,
  );
  return sql`CASE WHEN ${mine} > ${theirs} THEN excluded.${column}
    WHEN ${mine} < ${theirs} THEN tool_call.${column} ELSE ${ofSame} END`;
}

/** Reports of the same thing one after the other, so that each is laid over the one before. */
function inLayers<T>(rows: T[], nameOf: (row: T) => string): T[][] {
  const times = new Map<string, number>();
  const layers: T[][] = [];
  for (const row of rows) {
    const nth = times.get(nameOf(row)) ?? 0;
    times.set(nameOf(row), nth + 1);
    (layers[nth] ??= []).push(row);
  }
  return layers;
}
