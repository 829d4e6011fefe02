import { valuesOf } from "#worker/db/json-rows.ts";
import { devSession } from "#worker/db/schema.ts";
import type { EventChange, LedgerDeltas } from "#worker/domain/ledger-changes.ts";
import type { LedgerEvent } from "#worker/domain/ledger-event.ts";
import { isIdle, titleOf, typeOfBranch } from "#worker/domain/session-facts.ts";
import { runIdOf } from "#worker/domain/stable-ids.ts";
import { noSums } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { sessionsById } from "../sessions/sessions-by-id.ts";
import { readTimezone } from "../team/read-timezone.ts";
import { factsRead, type Reads } from "./guard-reads.ts";
import type { ResolvedRuns, RunRow } from "./resolve-runs.ts";

export type SessionRow = typeof devSession.$inferInsert;

type Input = { runs: ResolvedRuns; changes: EventChange[]; deltas: LedgerDeltas };

/**
 * The sessions that a batch touches, as rows to be laid over what is stored: the sums are what is added, the times
 * widen, the facts replace. A session comes into being with its first event.
 */
export async function resolveSessions(
  ctx: OperationContext,
  { runs, changes, deltas }: Input,
): Promise<{ sessions: SessionRow[]; reads: Pick<Reads, "roots" | "sessions"> }> {
  const withNewFacts = runs.changed.map((row) => row.devSessionId);
  const touched = [
    ...new Set([...deltas.sessions.map((one) => one.devSessionId), ...withNewFacts]),
  ];
  if (touched.length === 0) return { sessions: [], reads: { roots: [], sessions: [] } };

  const [stored, timezone] = await Promise.all([readSessions(ctx, touched), readTimezone(ctx)]);
  const sums = new Map(deltas.sessions.map((one) => [one.devSessionId, one]));
  const eventsOf = Map.groupBy(
    changes.flatMap(({ after }) => after ?? []),
    (event) => event.devSessionId,
  );
  const runsOf = Map.groupBy(runs.byId.values(), (row) => row.devSessionId);
  const sessions = touched.flatMap((id) => {
    const known = stored.get(id);
    const events = eventsOf.get(id) ?? [];
    if (!known && events.length === 0) return [];
    const facts = factsOf(runsOf.get(id) ?? []);
    const times = timesOf(known, events);
    // In titles, not of the events: an earlier one may still come, or leave for another session.
    const startedAt = facts.rootStartedAt ?? times.startedAt;
    const base = known ?? newSession(ctx, { id, facts, times });
    return [
      {
        ...base,
        ...noSums(),
        ...sums.get(id),
        ...times,
        ...describe(base, { ...facts, startedAt, timezone, names: runs.projectNames }),
        lastModel: lastModelOf(events) ?? base.lastModel ?? null,
      },
    ];
  });
  const rootIds = new Set(touched.flatMap((id) => (runsOf.get(id) ?? []).map(rootIdOf)));
  return {
    sessions,
    reads: {
      roots: [...rootIds].map((id) => factsRead(id, runs.stored.get(id))),
      // Those too that are not there yet and have no event here: they may have begun by now.
      sessions: touched.map((id) => factsRead(id, stored.get(id))),
    },
  };
}

const rootIdOf = ({ runtime, rootRunId }: RunRow) => runIdOf(runtime, rootRunId);

type Times = { startedAt: number; lastActivityAt: number };

function timesOf(known: SessionRow | undefined, events: LedgerEvent[]): Times {
  const moments = events.map((event) => event.occurredAt);
  return {
    startedAt: Math.min(known?.startedAt ?? Infinity, ...moments),
    lastActivityAt: Math.max(known?.lastActivityAt ?? 0, ...moments),
  };
}

const lastModelOf = (events: LedgerEvent[]) =>
  events
    .filter((event) => !event.auxiliary)
    .toSorted((a, b) => a.occurredAt - b.occurredAt || (a.key < b.key ? -1 : 1))
    .at(-1)?.model;

type Description = ReturnType<typeof factsOf> & {
  startedAt: number;
  timezone: string;
  names: Map<string, string>;
};

const orNull = (text: string | null | undefined) => text ?? null;

/** Title, type, branch and project. A batch of sub-agents alone says nothing of the title. */
function describe(base: SessionRow, found: Description) {
  const facts = {
    branch: found.branch ?? orNull(base.branch),
    headCommit: found.headCommit ?? orNull(base.headCommit),
    projectId: found.projectId || (base.projectId ?? ""),
  };
  const projectName = found.names.get(facts.projectId) ?? null;
  const keepsTitle = base.titleIsOwn || (base.title !== "" && !found.hasRoot);
  return {
    ...facts,
    title: keepsTitle ? base.title : titleOf({ ...found, ...facts, projectName }),
    type: facts.branch === base.branch ? base.type : typeOfBranch(facts.branch),
  };
}

/** What the root run says of its session, and a sub-agent's word where the root has none. */
function factsOf(rows: RunRow[]) {
  const byRank = rows.toSorted(
    (a, b) => Number(a.parentRunId !== null) - Number(b.parentRunId !== null),
  );
  const root = byRank.find((row) => row.parentRunId === null);
  return {
    first: byRank[0],
    hasRoot: root !== undefined,
    title: root?.title ?? null,
    rootStartedAt: root?.startedAt,
    branch: byRank.find((row) => row.branch)?.branch ?? null,
    headCommit: byRank.find((row) => row.headCommit)?.headCommit ?? null,
    projectId: byRank.find((row) => row.projectId)?.projectId ?? "",
  };
}

type NewSession = { id: string; facts: ReturnType<typeof factsOf>; times: Times };

function newSession(ctx: OperationContext, { id, facts, times }: NewSession): SessionRow {
  if (!facts.first) throw new Error("A session begins with an event, and an event has a run.");
  const { runtime, rootRunId, personId } = facts.first;
  const isOver = isIdle(times.lastActivityAt, ctx.now);
  return {
    id,
    workspaceId: ctx.actor.workspaceId,
    title: "",
    titleIsOwn: false,
    type: typeOfBranch(facts.branch),
    status: isOver ? "completed" : "active",
    origin: "auto",
    runtime,
    rootRunId,
    personId,
    projectId: facts.projectId,
    branch: facts.branch,
    headCommit: facts.headCommit,
    lastModel: null,
    ...times,
    endedAt: isOver ? times.lastActivityAt : null,
    revision: 1,
  };
}

async function readSessions({ db, actor }: OperationContext, ids: string[]) {
  const rows = await db
    .select()
    .from(devSession)
    .where(sessionsById(actor.workspaceId, valuesOf(ids)));
  return new Map(rows.map((row): [string, SessionRow] => [row.id, row]));
}
