import type { UsageItem } from "#contract/ingest.ts";
import { giveWay, layLog, layTelemetry, twinKeyOf } from "#worker/domain/join-telemetry.ts";
import type { EventChange } from "#worker/domain/ledger-changes.ts";
import { LedgerDraft } from "#worker/domain/ledger-draft.ts";
import type { LedgerEvent } from "#worker/domain/ledger-event.ts";
import { mergeUsage } from "#worker/domain/merge-usage.ts";
import { pricedEvent } from "#worker/domain/price-events.ts";
import { settleAuxiliary } from "#worker/domain/settle-auxiliary.ts";
import { runIdOf } from "#worker/domain/stable-ids.ts";
import type { OperationContext } from "../context.ts";
import { readPriceBook } from "../prices/read-price-book.ts";
import type { Reads } from "./guard-reads.ts";
import type { Placed } from "./parse-items.ts";
import type { Elsewhere, Places } from "./places.ts";
import { readByRequest, readEvents, readTold, type Requests } from "./read-events.ts";
import type { ResolvedRuns, Sender } from "./resolve-runs.ts";

export type MergedEvents = {
  changes: EventChange[];
  /** Items that changed something, the first of each key where several did. */
  accepted: number;
  /** What was read, for the guard. */
  reads: Pick<Reads, "events" | "told" | "requests" | "prices">;
  /** In which manual sessions events came to stand. */
  elsewhere: Elsewhere[];
};

type Attribution = { runs: ResolvedRuns; sender: Sender; places: Places };

/** Merges usage items with what the ledger holds, and prices what changed. */
export async function mergeEvents(
  ctx: OperationContext,
  items: Placed<UsageItem>[],
  attribution: Attribution,
): Promise<MergedEvents> {
  const { runs, places } = attribution;
  const incoming = eventsOf(items, attribution);
  const draft = new LedgerDraft();
  draft.load(await readEvents(ctx, incoming.flatMap(keysOf)));

  const logged = newlyLogged(runs);
  const leaving = await places.withElsewhere([...logged.values()].map(({ storedIn }) => storedIn));
  const leavingEvents = await readTold(ctx, leaving);
  draft.load(leavingEvents);
  giveWay(draft, logged);

  const { laid, requests } = await layIncoming(ctx, { draft, incoming, runs, places });

  const settled = await places.aroundEvents(sidesOf(draft));
  const settledEvents = await readTold(ctx, settled);
  draft.load(settledEvents);
  settleAuxiliary(draft);
  await places.place(draft);

  const changed = draft.changes();
  const book = changed.length > 0 ? await readPriceBook(ctx) : null;
  const changes = changed.map(({ before, after }) => ({
    before,
    after: book && after && pricedEvent(after, book),
  }));
  const changedKeys = new Set(changes.map(keyOf));
  const revisions = changes.flatMap(({ before, after }) =>
    [before, after].flatMap((event) => (event ? keysOf(event) : [])),
  );
  return {
    changes,
    accepted: laid.filter((key) => changedKeys.has(key)).length,
    reads: {
      events: [...new Set(revisions)].map((key) => [key, draft.stored(key)?.revision ?? 0]),
      told: marksOf([...leaving, ...settled], [...leavingEvents, ...settledEvents]),
      requests,
      prices: book && book.revision,
    },
    elsewhere: await places.newElsewhere(changes),
  };
}

/** Its own key, and the one under which telemetry of the same request may stand. */
const keysOf = (event: LedgerEvent) => [event.key, twinKeyOf(event) ?? event.key];
const keyOf = ({ before, after }: EventChange) => (before ?? after)?.key;

function eventsOf(items: Placed<UsageItem>[], attribution: Attribution): LedgerEvent[] {
  const events = new Map<string, LedgerEvent>();
  for (const { item } of items) {
    const event = newEvent(item, attribution);
    const known = events.get(item.key);
    events.set(item.key, known ? mergeUsage(known, event) : event);
  }
  return [...events.values()];
}

function newEvent(item: UsageItem, { runs, sender }: Attribution): LedgerEvent {
  const runRow = runs.byId.get(runIdOf(item.runtime, item.runId));
  if (!runRow) throw new Error("Items of unknown runs are refused before they are merged.");
  const { workspaceId, devSessionId, projectId, personId } = runRow;
  const { type: _, credit, runId: __, model, ...facts } = item;
  return {
    ...facts,
    workspaceId,
    devSessionId,
    projectId,
    personId,
    machineId: sender.machineId,
    runId: runRow.id,
    taskId: "",
    revision: 0,
    model: model ?? "",
    source: sender.source,
    isSubagent: runRow.parentRunId !== null,
    creditRank: credit.rank,
    creditBeganAt: credit.beganAt,
    costNanoUsd: null,
    priceVersion: null,
  };
}

/** The runs that only telemetry had told of, until this batch of a log. */
function newlyLogged({ changed, stored }: ResolvedRuns) {
  const found = new Map<string, ReturnType<typeof placeOf> & { storedIn: string }>();
  for (const row of changed) {
    const before = stored.get(row.id);
    if (before?.source !== "otel" || row.source !== "log") continue;
    found.set(row.id, { ...placeOf(row), storedIn: before.devSessionId });
  }
  return found;
}

const placeOf = (row: ResolvedRuns["changed"][number]) => ({
  devSessionId: row.devSessionId,
  projectId: row.projectId,
  personId: row.personId,
  isSubagent: row.parentRunId !== null,
});

type Laying = {
  draft: LedgerDraft;
  incoming: LedgerEvent[];
  runs: ResolvedRuns;
  places: Places;
};

/** Answers the keys that the events were laid under, and the requests that no log told of. */
async function layIncoming(ctx: OperationContext, { draft, incoming, runs, places }: Laying) {
  const ofLog = incoming.filter(({ source }) => source === "log");
  layLog(draft, ofLog);
  const ofTelemetry = incoming.filter(({ source }) => source === "otel");
  const unknown = ofTelemetry.filter((event) => event.requestId && !draft.stored(event.key));
  const sessions = await places.aroundEvents(unknown);
  const { rows, requests } = await readByRequest(ctx, { events: unknown, sessions });
  draft.load(rows);
  const byRequest = new Map<string, LedgerEvent>();
  // The shortest key last: the answers of several models to one request have longer ones.
  for (const row of rows.toSorted((a, b) => b.key.length - a.key.length)) {
    if (row.requestId) byRequest.set(row.requestId, row);
  }
  const isLogged = (event: LedgerEvent) => runs.byId.get(event.runId)?.source === "log";
  const laid = layTelemetry(draft, ofTelemetry, { byRequest, isLogged });
  const left: Requests | null = requests && {
    ...requests,
    ids: requests.ids.filter((id) => !byRequest.has(id)),
  };
  return { laid: [...ofLog.map(({ key }) => key), ...laid], requests: left };
}

/** Side requests that changed, before and after. */
const sidesOf = (draft: LedgerDraft): LedgerEvent[] =>
  draft.changes().flatMap(({ before, after }) => {
    const isSide = before?.auxiliary || after?.auxiliary;
    return isSide ? [before, after].flatMap((event) => event ?? []) : [];
  });

/** How many events there were in each session of those that were read, and how often they had changed. */
function marksOf(sessions: string[], events: LedgerEvent[]): Reads["told"] {
  const byKey = new Map(events.map((event) => [event.key, event]));
  return [...new Set(sessions)].map((id) => {
    const own = [...byKey.values()].filter((event) => event.devSessionId === id);
    return [id, own.length, own.reduce((sum, { revision }) => sum + revision, 0)];
  });
}
