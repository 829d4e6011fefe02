import { type SQL, sql } from "drizzle-orm";
import { priceBook } from "#worker/db/price-schema.ts";
import { devSession, run, usageEvent } from "#worker/db/schema.ts";
import { ofRequests, type Requests } from "./read-events.ts";
import { otherElsewhere, otherLifecycle } from "./read-places.ts";

/** What a write was made from: were it written over something newer, an upload at the same moment would be lost. */
export type Reads = {
  /** Each event's revision, 0 where it is new. */
  events: [key: string, revision: number][];
  /** Of sessions: how many events telemetry told and side requests there were, and the sum of their revisions. */
  told: [session: string, count: number, revisions: number][];
  /** Requests that no log had told of. */
  requests: Requests | null;
  /** The workspace's prices, by their revision; null where nothing was priced. */
  prices: number | null;
  /** Which runs logs had not told of: null where nothing had. */
  unlogged: [run: string, source: string | null][];
  /** How often people had changed when their sessions run. */
  lifecycle: number;
  /** Of runs' own sessions: in how many others events of the same runs could stand. */
  elsewhere: [home: string, count: number][];
  /** The root runs of the sessions that are written, and those sessions themselves. */
  roots: FactsRead[];
  sessions: FactsRead[];
};

/** An id and what a session is called by: title, branch, commit and project; nothing but the id where there is none. */
export type FactsRead = [id: string, ...facts: (string | null)[]];

type Facts = { title: string | null; branch?: string | null; headCommit?: string | null };

export function factsRead(
  id: string,
  row: (Facts & { projectId?: string }) | undefined,
): FactsRead {
  if (!row) return [id];
  return [id, row.title, row.branch ?? null, row.headCommit ?? null, row.projectId ?? ""];
}

/** Statements that fail, and the transaction with them, where something is no longer as it was read. */
export function guardReads(workspaceId: string, reads: Reads): SQL[] {
  const { events, told, requests, prices, unlogged, lifecycle, elsewhere, roots, sessions } = reads;
  const guards = [failWhere(otherLifecycle(workspaceId, lifecycle))];
  if (elsewhere.length > 0) guards.push(failWhere(otherElsewhere(workspaceId, elsewhere)));
  if (prices !== null) guards.push(failWhere(otherPrices(workspaceId, prices)));
  if (told.length > 0) guards.push(failWhere(toldOtherwise(workspaceId, told)));
  if (requests && requests.ids.length > 0) {
    const found = ofRequests(workspaceId, requests);
    guards.push(failWhere(sql`SELECT 1 FROM ${usageEvent} WHERE ${found}`));
  }
  if (unlogged.length > 0) guards.push(failWhere(otherSource(workspaceId, unlogged)));
  if (events.length > 0) guards.push(failWhere(movedEvents(workspaceId, events)));
  if (roots.length > 0) guards.push(failWhere(renamed(run, workspaceId, roots)));
  if (sessions.length > 0) guards.push(failWhere(renamed(devSession, workspaceId, sessions)));
  return guards;
}

/** An event that is priced while prices change has the new ones, so that re-pricing misses none. */
const otherPrices = (workspaceId: string, revision: number) =>
  sql`SELECT 1 WHERE ${revision} <> (
    SELECT coalesce(max(revision), 0) FROM ${priceBook} WHERE workspace_id = ${workspaceId})`;

/** Whether any of these events has another revision by now. */
export const movedEvents = (workspaceId: string, was: Reads["events"]) =>
  sql`SELECT 1 FROM json_each(${JSON.stringify(was)}) AS was
    LEFT JOIN ${usageEvent} AS event
      ON event.workspace_id = ${workspaceId} AND event.key = was.value ->> 0
    WHERE coalesce(event.revision, 0) <> was.value ->> 1`;

const toldOtherwise = (workspaceId: string, was: Reads["told"]) =>
  sql`SELECT 1 FROM json_each(${JSON.stringify(was)}) AS was
    WHERE (was.value ->> 1, was.value ->> 2) IS NOT (
      SELECT count(*), coalesce(sum(revision), 0) FROM ${usageEvent}
      WHERE workspace_id = ${workspaceId} AND dev_session_id = was.value ->> 0
        AND (source = 'otel' OR auxiliary))`;

const otherSource = (workspaceId: string, was: Reads["unlogged"]) =>
  sql`SELECT 1 FROM json_each(${JSON.stringify(was)}) AS was
    LEFT JOIN ${run} AS present
      ON present.workspace_id = ${workspaceId} AND present.id = was.value ->> 0
    WHERE present.source IS NOT was.value ->> 1`;

const renamed = (table: typeof run | typeof devSession, workspaceId: string, was: FactsRead[]) =>
  sql`SELECT 1 FROM json_each(${JSON.stringify(was)}) AS was
    LEFT JOIN ${table} AS present
      ON present.workspace_id = ${workspaceId} AND present.id = was.value ->> 0
    WHERE (present.title, present.branch, present.head_commit, present.project_id)
      IS NOT (was.value ->> 1, was.value ->> 2, was.value ->> 3, was.value ->> 4)`;

/** `json` refuses the text, and with an error a transaction ends. */
export const failWhere = (rows: SQL) =>
  sql`SELECT json(CASE WHEN EXISTS (${rows}) THEN 'the ledger moved on' ELSE '1' END)`;

/** Whether a transaction failed by one of the guards. */
export const isGuardFailure = (error: unknown) => /malformed JSON/.test(String(error));
