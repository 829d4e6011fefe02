import { and, eq, sql } from "drizzle-orm";
import type { UsageItem } from "#contract/ingest.ts";
import { costNanoUsd, priceVersion, rateCardFor } from "#contract/pricing.ts";
import { eachOf } from "#worker/db/json-rows.ts";
import { usageEvent } from "#worker/db/schema.ts";
import type { EventChange } from "#worker/domain/ledger-changes.ts";
import type { LedgerEvent } from "#worker/domain/ledger-event.ts";
import { mergeUsage } from "#worker/domain/merge-usage.ts";
import { runIdOf } from "#worker/domain/stable-ids.ts";
import type { OperationContext } from "../context.ts";
import type { Placed } from "./parse-items.ts";
import type { RunRow } from "./resolve-runs.ts";

export type MergedEvents = {
  changes: EventChange[];
  /** Items that changed something, the first of each key where several did. */
  accepted: number;
  /** What was read, for the guard: the revision of each key, 0 where it is new. */
  revisions: [key: string, revision: number][];
};

type Attribution = { runs: Map<string, RunRow>; machineId: string };

/** Merges usage items with what the ledger holds, and prices what changed. */
export async function mergeEvents(
  ctx: OperationContext,
  items: Placed<UsageItem>[],
  attribution: Attribution,
): Promise<MergedEvents> {
  const incoming = new Map<string, LedgerEvent>();
  for (const { item } of items) {
    const event = newEvent(item, attribution);
    const known = incoming.get(item.key);
    incoming.set(item.key, known ? mergeUsage(known, event) : event);
  }
  const stored = await readEvents(ctx, [...incoming.keys()]);
  const changes: EventChange[] = [];
  for (const [key, event] of incoming) {
    const before = stored.get(key) ?? null;
    const merged = before ? mergeUsage(before, event) : event;
    if (before && isSame(before, merged)) continue;
    changes.push({ before, after: { ...priced(merged), revision: (before?.revision ?? 0) + 1 } });
  }
  const revisions = changes.map(({ before, after }): [string, number] => [
    after.key,
    before?.revision ?? 0,
  ]);
  return { changes, accepted: changes.length, revisions };
}

function newEvent(item: UsageItem, { runs, machineId }: Attribution): LedgerEvent {
  const runRow = runs.get(runIdOf(item.runtime, item.runId));
  if (!runRow) throw new Error("Items of unknown runs are refused before they are merged.");
  const { workspaceId, devSessionId, projectId, personId } = runRow;
  const { type: _, credit, runId: __, model, ...facts } = item;
  return {
    ...facts,
    workspaceId,
    devSessionId,
    projectId,
    personId,
    machineId,
    runId: runRow.id,
    taskId: "",
    revision: 0,
    model: model ?? "",
    source: "log",
    isSubagent: runRow.parentRunId !== null,
    creditRank: credit.rank,
    creditBeganAt: credit.beganAt,
    costNanoUsd: null,
    priceVersion: null,
  };
}

/** Cost depends on the merged counts, since tiers apply to the whole request. */
function priced(event: LedgerEvent): LedgerEvent {
  const { runtime, model, occurredAt } = event;
  const card = model ? rateCardFor({ runtime, model, occurredAt }) : null;
  const cost = card && costNanoUsd(event, card);
  // Of counts that no response has, a cost may be more than a number holds exactly: then it is not known.
  if (cost === null || !Number.isSafeInteger(cost)) {
    return { ...event, costNanoUsd: null, priceVersion: null };
  }
  return { ...event, costNanoUsd: cost, priceVersion };
}

/** Cost and revision follow from the rest, so they are not compared. */
const derived = new Set(["costNanoUsd", "priceVersion", "revision"]);

function isSame(a: LedgerEvent, b: LedgerEvent): boolean {
  const keys = Object.keys(a) as (keyof LedgerEvent)[];
  return keys.every((key) => a[key] === b[key] || derived.has(key));
}

async function readEvents(
  { db, actor }: OperationContext,
  keys: string[],
): Promise<Map<string, LedgerEvent>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .select()
    .from(usageEvent)
    .where(
      and(
        eq(usageEvent.workspaceId, actor.workspaceId),
        sql`${usageEvent.key} IN (SELECT value FROM ${eachOf(keys)})`,
      ),
    );
  return new Map(rows.map((row) => [row.key, row]));
}
