import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { openDatabase } from "#worker/db/client.ts";
import { sessionMove, sessionStretch } from "#worker/db/lifecycle-schema.ts";
import { run as runTable } from "#worker/db/schema.ts";
import { forever, sessionOf } from "#worker/domain/place-event.ts";
import { readLedger } from "./read-ledger.ts";

/** How many events stood in manual sessions and how many in runs' own, and how many stretches there were. */
export type Seen = { manual: number; home: number; stretches: number };

/** Each event of a workspace stands in exactly the session that the domain says; nothing is left to move. */
export async function expectPlaces(workspaceId: string, seen: Seen) {
  const db = openDatabase(env);
  const [{ events, sessions }, stretches, stored, moves] = await Promise.all([
    readLedger(workspaceId),
    db.select().from(sessionStretch).where(eq(sessionStretch.workspaceId, workspaceId)),
    db.select().from(runTable).where(eq(runTable.workspaceId, workspaceId)),
    db.select().from(sessionMove).where(eq(sessionMove.workspaceId, workspaceId)),
  ]);
  expect(moves).toEqual([]);
  expectApart(stretches);
  expectLifecycles(sessions, stretches);
  seen.stretches += stretches.length;
  const homes = new Map(stored.map((row) => [row.id, row]));
  const places = events.map((event) => {
    const home = homes.get(event.runId);
    if (!home) throw new Error("An event without a run.");
    const place = sessionOf(event, home, stretches);
    if (place === home.devSessionId) seen.home += 1;
    else seen.manual += 1;
    return [event.key, place];
  });
  expect(events.map((event) => [event.key, event.devSessionId])).toEqual(places);
  return { events, sessions };
}

type Ledger = Awaited<ReturnType<typeof readLedger>>;
type StretchRow = typeof sessionStretch.$inferSelect;

function expectApart(stretches: StretchRow[]) {
  const full = stretches.filter(({ fromAt, toAt }) => fromAt < toAt);
  const byOwner = Map.groupBy(full, (one) => `${one.personId} ${one.projectId}`);
  for (const own of byOwner.values()) {
    const inOrder = own.toSorted((a, b) => a.fromAt - b.fromAt);
    for (const [place, { toAt }] of inOrder.entries()) {
      expect(inOrder[place + 1]?.fromAt ?? forever).toBeGreaterThanOrEqual(toAt);
    }
  }
}

function expectLifecycles(sessions: Ledger["sessions"], stretches: StretchRow[]) {
  for (const session of sessions.filter(({ origin }) => origin === "manual")) {
    const own = stretches.filter((one) => one.devSessionId === session.id);
    const open = own.filter((one) => one.toAt === forever);
    expect(open).toHaveLength(session.status === "active" ? 1 : 0);
    const closed = own.filter((one) => one.toAt !== forever);
    const workedMs = closed.reduce((sum, one) => sum + one.toAt - one.fromAt, 0);
    expect(session).toMatchObject({ workedMs, runningSince: open[0]?.fromAt ?? null });
  }
}
