import type { IngestReceipt, UsageItem } from "#contract/ingest.ts";
import { deltasOf } from "#worker/domain/ledger-changes.ts";
import { runIdOf } from "#worker/domain/stable-ids.ts";
import { provisionalMark } from "#worker/domain/telemetry/told-items.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { mergeEvents } from "./merge-events.ts";
import { parseItems, type Placed } from "./parse-items.ts";
import { Places } from "./places.ts";
import { publishSessions } from "./publish-sessions.ts";
import { readLifecycle } from "./read-places.ts";
import { type ResolvedRuns, resolveRuns, type Sender } from "./resolve-runs.ts";
import { resolveSessions } from "./resolve-sessions.ts";
import { LedgerMovedOn, storeBatch, type StoredCalls } from "./store-batch.ts";
import { errorRows, gitRows, toolRows } from "./call-rows.ts";
import { raiseRevisions, touchSessions } from "./touch-sessions.ts";

const attempts = 8;

/**
 * Stores what a reporter read or an agent's telemetry told: runs, model responses, tool calls, failed requests. All of it in one transaction with the sums that it
 * moves; repeats change nothing and write nothing; a bad item is refused alone.
 */
export async function ingestItems(
  ctx: OperationContext,
  rawItems: unknown[],
  sender: Sender,
): Promise<IngestReceipt> {
  const { items, rejected } = parseItems(rawItems);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      const stored = await storeItems(ctx, items, sender);
      const refused = [...rejected, ...stored.unknown].toSorted((a, b) => a.index - b.index);
      const duplicates = rawItems.length - refused.length - stored.accepted;
      return { accepted: stored.accepted, duplicates, rejected: refused };
    } catch (error) {
      if (!(error instanceof LedgerMovedOn)) throw error;
      await pause(attempt);
    }
  }
  throw new AppError("busy", "The same events are being written by others; send this again.", 2);
}

async function storeItems(ctx: OperationContext, items: Placed[], sender: Sender) {
  const lifecycle = await readLifecycle(ctx);
  const runs = await resolveRuns(ctx, items, sender);
  const places = new Places(ctx, runs, lifecycle);
  const isKnown = ({ item }: Placed) => runs.byId.has(runIdOf(item.runtime, item.runId));
  const known = items.filter((placed) => isKnown(placed) && !isSuperseded(placed, runs, sender));
  const usage = known.filter((placed): placed is Placed<UsageItem> => placed.item.type === "usage");
  const merged = await mergeEvents(ctx, usage, { runs, sender, places });
  const deltas = deltasOf(merged.changes);
  const { changes, elsewhere } = merged;
  const { sessions, reads } = await resolveSessions(ctx, { runs: places.runs, changes, deltas });

  const showing = await sessionsThatShow(places, runs);
  const writer = { workspaceId: ctx.actor.workspaceId, source: sender.source };
  const calls = await storeBatch(ctx, {
    projects: runs.newProjects,
    runs: runs.changed,
    sessions,
    changes,
    reads: { ...merged.reads, unlogged: unloggedOf(places.runs), ...places.reads, ...reads },
    deltas,
    elsewhere,
    tools: toolRows(writer, known),
    errors: errorRows(writer, known),
    git: gitRows(writer, known),
    besides: showing.length > 0 ? [raiseRevisions(ctx, showing)] : [],
    newlyLogged: runs.changed.map(({ id }) => id).filter((id) => isNewlyLogged(runs, id)),
  });
  const changed = [...new Set([...sessions.map((session) => session.id), ...showing])];
  const named = await sessionsOfCalls(places, known, calls);
  const touched = await touchSessions(ctx, new Set(named.filter((id) => !changed.includes(id))));
  publishSessions(ctx, [...changed, ...touched]);
  return {
    accepted: merged.accepted + countOf(calls) + runs.changed.length,
    unknown: items.filter((placed) => !isKnown(placed)).map(refuseUnknownRun),
  };
}

/** Those that show the names of changed runs, whose own session is another. */
async function sessionsThatShow(places: Places, { changed }: ResolvedRuns): Promise<string[]> {
  const homes = new Set(changed.map(({ devSessionId }) => devSessionId));
  return (await places.withElsewhere([...homes])).filter((id) => !homes.has(id));
}

/** What telemetry tells without an id is the log's to tell, where there is one. */
const isSuperseded = ({ item }: Placed, { byId }: ResolvedRuns, { source }: Sender) =>
  source === "otel" &&
  (item.type === "tool" || item.type === "error") &&
  item.key.includes(provisionalMark) &&
  byId.get(runIdOf(item.runtime, item.runId))?.source === "log";

const isNewlyLogged = ({ byId, stored }: ResolvedRuns, id: string) =>
  stored.get(id)?.source === "otel" && byId.get(id)?.source === "log";

const countOf = (calls: StoredCalls) => new Set(calls.map(callName)).size;
const callName = ({ key, run_id: run }: StoredCalls[number]) => `${run} ${key}`;

/** Where calls belong that were new or changed, and which sessions show git figures that were. */
async function sessionsOfCalls(places: Places, items: Placed[], calls: StoredCalls) {
  const seenByGit = calls.filter(({ key }) => key.startsWith("git "));
  const homes = seenByGit.flatMap(({ run_id: id }) => places.runs.byId.get(id)?.devSessionId ?? []);
  const names = new Set(calls.map(callName));
  const happened = items.flatMap(({ item }) => {
    const run = places.runs.byId.get(runIdOf(item.runtime, item.runId));
    if (!run || (item.type !== "tool" && item.type !== "error")) return [];
    if (!names.has(callName({ key: item.key, run_id: run.id }))) return [];
    const occurredAt = item.type === "tool" ? item.startedAt : item.occurredAt;
    return [{ runId: run.id, personId: run.personId, projectId: run.projectId, occurredAt }];
  });
  return [...(await places.withElsewhere(homes)), ...(await places.sessionsOf(happened))];
}

/** Runs that no log had told of. */
export const unloggedOf = ({ byId, stored }: ResolvedRuns) =>
  [...byId.keys()].flatMap((id): [string, string | null][] => {
    const source = stored.get(id)?.source ?? null;
    return source === "log" ? [] : [[id, source]];
  });

const refuseUnknownRun = ({ index, item }: Placed) => ({
  index,
  code: "unknown_run",
  message: `The run ${item.runId} is not known; send its run item before or with this one.`,
});

/** Two writers that met once should not meet again. */
const pause = (attempt: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
