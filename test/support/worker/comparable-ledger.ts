import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { openDatabase } from "#worker/db/client.ts";
import { project } from "#worker/db/schema.ts";
import { readLedger } from "./read-ledger.ts";

const mayDiffer = new Set(["workspaceId", "machineId", "revision"]);

/**
 * A workspace's ledger without what is allowed to differ between two of them: generated ids, how often a row changed,
 * which of two machines told first, and the empty rows that moved events leave behind.
 */
export async function readComparable(workspaceId: string) {
  const ledger = await readLedger(workspaceId);
  const projects = await openDatabase(env)
    .select()
    .from(project)
    .where(eq(project.workspaceId, workspaceId));
  const names = new Map([
    ...ledger.sessions.map(({ id, rootRunId }) => [id, `session of ${rootRunId}`] as const),
    ...projects.map(({ id, key }) => [id, key] as const),
  ]);
  const named = (rows: object[]) =>
    rows
      .filter((row) => Reflect.get(row, "events") !== 0)
      .map((row) => JSON.stringify(row, withNames))
      .toSorted()
      .map((row): unknown => JSON.parse(row));
  const withNames = (field: string, value: unknown) => {
    if (mayDiffer.has(field)) return undefined;
    return typeof value === "string" ? (names.get(value) ?? value) : value;
  };
  return {
    events: named(ledger.events),
    rollups: named(ledger.rollups),
    hours: named(ledger.hours),
    sessions: named(ledger.sessions),
    tools: named(ledger.tools),
    errors: named(ledger.errors),
  };
}
