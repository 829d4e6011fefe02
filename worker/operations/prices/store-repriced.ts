import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { runBatch } from "#worker/db/client.ts";
import { addColumns, insertRows, replaceColumns, valuesOf } from "#worker/db/json-rows.ts";
import { repricing, repricingModel } from "#worker/db/price-schema.ts";
import { devSession, usageEvent } from "#worker/db/schema.ts";
import { deltasOf, type EventChange, type LedgerDeltas } from "#worker/domain/ledger-changes.ts";
import type { OperationContext } from "../context.ts";
import { failWhere, movedEvents } from "../ingest/guard-reads.ts";
import { upsertHours, upsertRollups } from "../ingest/upsert-sums.ts";
import { sessionsById } from "../sessions/sessions-by-id.ts";
import type { RepricingRow } from "./read-repricings.ts";

/** One stretch of a pass: what it changes, and how far the pass is with it. */
export type Repriced = { changes: EventChange[]; seen: number; cursor: string; isLast: boolean };

/**
 * Stores it in one transaction with every sum that it moves and the pass's own place and figures, or nothing: where an
 * event changed meanwhile, or somebody else took the pass further, a guard fails.
 */
export async function storeRepriced(
  ctx: OperationContext,
  row: RepricingRow,
  repriced: Repriced,
): Promise<void> {
  const { workspaceId } = row;
  const statements = [failWhere(movedPass(row))];
  if (repriced.changes.length > 0) {
    if (row.mode === "apply") statements.push(...changeLedger(workspaceId, repriced.changes));
    statements.push(addFigures(row, repriced.changes));
  }
  statements.push(movePass(ctx, row, repriced));
  await runBatch(ctx.db, statements);
}

const movedPass = ({ workspaceId, id, cursor }: RepricingRow) =>
  sql`SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ${repricing} WHERE workspace_id = ${workspaceId}
    AND id = ${id} AND status = 'running' AND cursor = ${cursor})`;

const movePass = (
  { now }: OperationContext,
  { workspaceId, id }: RepricingRow,
  { cursor, seen, isLast }: Repriced,
) =>
  sql`UPDATE ${repricing} SET cursor = ${cursor}, events_seen = events_seen + ${seen},
      updated_at = ${now}, status = ${isLast ? "done" : "running"},
      finished_at = ${isLast ? now : null}
    WHERE workspace_id = ${workspaceId} AND id = ${id}`;

function changeLedger(workspaceId: string, changes: EventChange[]): SQL[] {
  const revisions = changes.flatMap(({ before }): [string, number][] =>
    before ? [[before.key, before.revision]] : [],
  );
  const deltas = deltasOf(changes);
  const statements = [
    failWhere(movedEvents(workspaceId, revisions)),
    updateEvents(changes),
    updateSessions(workspaceId, deltas),
  ];
  // Between a price and none the sums of money may be the same, and those of events are not.
  if (deltas.rollups.length > 0) statements.push(upsertRollups(workspaceId, deltas));
  if (deltas.hours.length > 0) statements.push(upsertHours(workspaceId, deltas));
  return statements;
}

/** Found one by one by their keys; an UPDATE from a list of rows reads the whole ledger for each. */
function updateEvents(changes: EventChange[]): SQL {
  const rows = changes.flatMap(({ after }) => after ?? []);
  const { costNanoUsd, priceVersion } = getTableColumns(usageEvent);
  return insertRows(
    usageEvent,
    rows,
    sql`ON CONFLICT (workspace_id, key) DO UPDATE
      SET ${replaceColumns([costNanoUsd, priceVersion])}, revision = usage_event.revision + 1`,
  );
}

/** A session's revision rises, so that whoever watches it takes the new sums. */
function updateSessions(workspaceId: string, { sessions }: LedgerDeltas): SQL {
  const costs = sessions.map((one) => [one.devSessionId, one.costNanoUsd]);
  const unpriced = sessions.map((one) => [one.devSessionId, one.unpricedEvents]);
  const ids = sessions.map((one) => one.devSessionId);
  return sql`UPDATE ${devSession} SET
      cost_nano_usd = cost_nano_usd + (${JSON.stringify(Object.fromEntries(costs))} ->> id),
      unpriced_events = unpriced_events + (${JSON.stringify(Object.fromEntries(unpriced))} ->> id),
      revision = revision + 1
    WHERE ${sessionsById(workspaceId, valuesOf(ids))}`;
}

/** Adds to what the pass changes of each model. */
function addFigures({ workspaceId, id }: RepricingRow, changes: EventChange[]): SQL {
  const byModel = Map.groupBy(changes, ({ before }) => before?.model ?? "");
  const rows = [...byModel].map(([model, ofModel]) => {
    const row = {
      workspaceId,
      repricingId: id,
      model,
      changedEvents: ofModel.length,
      beforeNanoUsd: 0,
      afterNanoUsd: 0,
      unpricedBefore: 0,
      unpricedAfter: 0,
    };
    for (const { before, after } of ofModel) {
      row.beforeNanoUsd += before?.costNanoUsd ?? 0;
      row.afterNanoUsd += after?.costNanoUsd ?? 0;
      row.unpricedBefore += before?.costNanoUsd === null ? 1 : 0;
      row.unpricedAfter += after?.costNanoUsd === null ? 1 : 0;
    }
    return row;
  });
  const {
    workspaceId: _,
    repricingId: __,
    model: ___,
    ...figures
  } = getTableColumns(repricingModel);
  const added = addColumns(repricingModel, Object.values(figures));
  return insertRows(
    repricingModel,
    rows,
    sql`ON CONFLICT (workspace_id, repricing_id, model) DO UPDATE SET ${added}`,
  );
}
