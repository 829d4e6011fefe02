import type { IngestItem, RunItem } from "#contract/ingest.ts";
import { groupBy } from "../output/group-by.ts";
import { type CostTotals, type PricedEvent, priceEvent, totalsOf } from "./cost-totals.ts";

/** What `stint costs --json` prints. */
export type CostReport = {
  currency: "USD";
  timezone: string;
  totals: CostTotals;
  byModel: ({ model: string } & CostTotals)[];
  byDay: ({ date: string } & CostTotals)[];
  sessions: SessionCosts[];
  skipped: { lines: number; files: number };
  /** Models without a price, whose tokens are in the sums and whose cost is not. */
  unpriced: string[];
};

export type SessionCosts = {
  runtime: string;
  id: string;
  project: string | null;
  startedAt: string;
  lastAt: string;
} & CostTotals;

/** Which events count. Days are of the time zone, both included. */
export type CostFilter = {
  timezone: string;
  since: string | null;
  until: string | null;
  project: string | null;
  runtime: string | null;
};

/** An event with what its run says of it. */
export type CostEvent = PricedEvent & { date: string; session: string; project: string | null };

/** The events that a filter lets through, oldest first. */
export function costEvents(items: Iterable<IngestItem>, filter: CostFilter): CostEvent[] {
  const runs = new Map<string, RunItem>();
  const events: CostEvent[] = [];
  const dateOf = dateFinder(filter.timezone);
  for (const item of items) {
    if (item.type === "run") runs.set(runKey(item, item.runId), item);
    if (item.type !== "usage") continue;
    const run = runs.get(runKey(item, item.runId));
    const root = run && runs.get(runKey(item, run.rootRunId));
    const event = {
      ...priceEvent(item),
      date: dateOf(item.occurredAt),
      session: run?.rootRunId ?? item.runId,
      project: projectOf(root) ?? projectOf(run),
    };
    if (matches(event, filter)) events.push(event);
  }
  return events.toSorted((a, b) => a.item.occurredAt - b.item.occurredAt);
}

const runKey = ({ runtime }: IngestItem, runId: string) => `${runtime} ${runId}`;

const projectOf = (run: RunItem | undefined) => run?.project?.name ?? null;

function matches({ item, date, project }: CostEvent, filter: CostFilter): boolean {
  return (
    (filter.since === null || date >= filter.since) &&
    (filter.until === null || date <= filter.until) &&
    (filter.runtime === null || item.runtime === filter.runtime) &&
    (filter.project === null ||
      (project ?? "").toLowerCase().includes(filter.project.toLowerCase()))
  );
}

export function costReport(
  events: CostEvent[],
  { timezone, skipped }: Pick<CostReport, "timezone" | "skipped">,
): CostReport {
  const unpriced = events.filter(({ nanoUsd }) => nanoUsd === null).map(modelOf);
  return {
    currency: "USD",
    timezone,
    totals: totalsOf(events),
    byModel: groupTotals(events, modelOf)
      .map(([model, totals]) => ({ model, ...totals }))
      .toSorted((a, b) => b.costUsd - a.costUsd || b.total - a.total),
    byDay: groupTotals(events, ({ date }) => date).map(([date, totals]) => ({ date, ...totals })),
    sessions: sessionsOf(events),
    skipped,
    unpriced: [...new Set(unpriced)].toSorted(),
  };
}

const modelOf = ({ item }: PricedEvent) => item.model ?? "unknown";

/** The groups in the order of their first event. */
export function groupTotals(
  events: CostEvent[],
  keyOf: (event: CostEvent) => string,
): [string, CostTotals][] {
  return [...groupBy(events, keyOf)].map(([key, group]) => [key, totalsOf(group)]);
}

function sessionsOf(events: CostEvent[]): SessionCosts[] {
  const groups = groupBy(events, ({ item, session }) => `${item.runtime} ${session}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const last = group.at(-1);
    if (!first || !last) return [];
    return [
      {
        runtime: first.item.runtime,
        id: first.session,
        project: first.project,
        startedAt: new Date(first.item.occurredAt).toISOString(),
        lastAt: new Date(last.item.occurredAt).toISOString(),
        ...totalsOf(group),
      },
    ];
  });
}

/** `2026-11-21` in a time zone. The calendar is asked once for each hour of the logs. */
export function dateFinder(timezone: string): (moment: number) => string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  // All zones keep to quarters of an hour.
  const quarterMs = 900_000;
  const known = new Map<number, string>();
  return (moment) => {
    const quarter = Math.floor(moment / quarterMs);
    const found = known.get(quarter) ?? format.format(quarter * quarterMs);
    known.set(quarter, found);
    return found;
  };
}
