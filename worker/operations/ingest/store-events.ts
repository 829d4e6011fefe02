import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { insertRows, replaceColumns, replaceRows, valuesOf } from "#worker/db/json-rows.ts";
import { usageEvent } from "#worker/db/schema.ts";
import { twinKeyOf } from "#worker/domain/join-telemetry.ts";
import type { EventChange } from "#worker/domain/ledger-changes.ts";
import type { LedgerEvent } from "#worker/domain/ledger-event.ts";

/**
 * Writes changes with as few rows as they need, since rows are what D1 charges for: two for an event that is new (its
 * own and one in the index by session), or that takes up what telemetry told; one for an event that stays where it is
 * in that index.
 */
export function storeEvents(workspaceId: string, changes: EventChange[]): SQL[] {
  const { renamed, gone, staying, others } = sortOut(changes);
  const { workspaceId: _, key: __, ...rest } = getTableColumns(usageEvent);
  const { devSessionId: ___, occurredAt: ____, ...inPlace } = rest;
  const statements: SQL[] = [];
  if (renamed.length > 0) statements.push(renameEvents(workspaceId, renamed));
  if (gone.length > 0) statements.push(deleteEvents(workspaceId, gone));
  if (staying.length > 0) statements.push(upsertEvents(staying, Object.values(inPlace)));
  if (others.length > 0) statements.push(upsertEvents(others, Object.values(rest)));
  return statements;
}

type Renamed = { old: string; row: LedgerEvent };

function sortOut(changes: EventChange[]) {
  const gone = new Set(
    changes.flatMap(({ before, after }) => (after || !before ? [] : before.key)),
  );
  const renamed: Renamed[] = [];
  const staying: LedgerEvent[] = [];
  const others: LedgerEvent[] = [];
  for (const { before, after } of changes) {
    if (!after) continue;
    const twinKey = before ? null : twinKeyOf(after);
    if (twinKey !== null && gone.delete(twinKey)) renamed.push({ old: twinKey, row: after });
    else if (before && isSamePlace(before, after)) staying.push(after);
    else others.push(after);
  }
  return { renamed, gone: [...gone], staying, others };
}

const isSamePlace = (a: LedgerEvent, b: LedgerEvent) =>
  a.devSessionId === b.devSessionId && a.occurredAt === b.occurredAt;

const renameEvents = (workspaceId: string, renamed: Renamed[]) =>
  replaceRows(
    usageEvent,
    renamed,
    sql`usage_event.workspace_id = ${workspaceId} AND usage_event.key = replaced.old`,
  );

const upsertEvents = (rows: LedgerEvent[], columns: { name: string }[]) =>
  insertRows(
    usageEvent,
    rows,
    sql`ON CONFLICT (workspace_id, key) DO UPDATE SET ${replaceColumns(columns)}`,
  );

const deleteEvents = (workspaceId: string, keys: string[]) =>
  sql`DELETE FROM ${usageEvent} WHERE workspace_id = ${workspaceId} AND key IN (${valuesOf(keys)})`;
