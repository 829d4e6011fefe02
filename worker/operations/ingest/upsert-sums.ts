import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { addColumns, insertRows } from "#worker/db/json-rows.ts";
import { usageHour, usageRollup } from "#worker/db/schema.ts";
import type { LedgerDeltas } from "#worker/domain/ledger-changes.ts";
import { sumKeys } from "#worker/domain/sums.ts";

/** Adds to the fine sums. */
export function upsertRollups(workspaceId: string, { rollups }: LedgerDeltas): SQL {
  const rows = rollups.map((row) => ({ ...row, workspaceId }));
  const added = addColumns(usageRollup, sumColumns(usageRollup));
  return insertRows(
    usageRollup,
    rows,
    sql`ON CONFLICT (workspace_id, dev_session_id, hour_at, run_id, model, task_id, project_id, person_id)
      DO UPDATE SET ${added}`,
  );
}

/** Adds to the coarse sums. */
export function upsertHours(workspaceId: string, { hours }: LedgerDeltas): SQL {
  const rows = hours.map((row) => ({ ...row, workspaceId }));
  const added = addColumns(usageHour, sumColumns(usageHour));
  return insertRows(
    usageHour,
    rows,
    sql`ON CONFLICT (workspace_id, hour_at, project_id, person_id, runtime, model)
      DO UPDATE SET ${added}`,
  );
}

function sumColumns(table: typeof usageRollup | typeof usageHour) {
  const columns = getTableColumns(table);
  return sumKeys.map((key) => columns[key]);
}
