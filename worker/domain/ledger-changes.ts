import { type LedgerEvent, sumsOf } from "./ledger-event.ts";
import { addSums, isNothing, noSums, type Sums } from "./sums.ts";

/** An event before and after a merge; `before` is null where it is new, `after` where it is gone. */
export type EventChange = { before: LedgerEvent | null; after: LedgerEvent | null };

export const hourMs = 3_600_000;

type RollupKey = Pick<
  LedgerEvent,
  "devSessionId" | "runId" | "model" | "taskId" | "projectId" | "personId" | "runtime"
> & { hourAt: number };

type HourKey = Pick<LedgerEvent, "projectId" | "personId" | "runtime" | "model"> & {
  hourAt: number;
};

/** What a set of changes adds to each sum that it touches (or takes away, where an event moved). */
export type LedgerDeltas = {
  rollups: (RollupKey & Sums)[];
  hours: (HourKey & Sums)[];
  sessions: ({ devSessionId: string } & Sums)[];
};

export function deltasOf(changes: EventChange[]): LedgerDeltas {
  const rollups = new Map<string, RollupKey & Sums>();
  const hours = new Map<string, HourKey & Sums>();
  const sessions = new Map<string, { devSessionId: string } & Sums>();
  const apply = (event: LedgerEvent, sign: 1 | -1) => {
    const sums = sumsOf(event);
    addTo(rollups, rollupKey(event), { sums, sign });
    addTo(hours, hourKey(event), { sums, sign });
    addTo(sessions, { devSessionId: event.devSessionId }, { sums, sign });
  };
  for (const { before, after } of changes) {
    if (before) apply(before, -1);
    if (after) apply(after, 1);
  }
  return {
    rollups: moved(rollups),
    hours: moved(hours),
    // A session that an event only passed through still has a change to tell: its revision rises.
    sessions: [...sessions.values()],
  };
}

function addTo<K extends object>(
  into: Map<string, K & Sums>,
  key: K,
  { sums, sign }: { sums: Sums; sign: 1 | -1 },
): void {
  const name = JSON.stringify(Object.values(key));
  let entry = into.get(name);
  if (!entry) {
    entry = { ...key, ...noSums() };
    into.set(name, entry);
  }
  addSums(entry, sums, sign);
}

const moved = <T extends Sums>(entries: Map<string, T>) =>
  [...entries.values()].filter((entry) => !isNothing(entry));

function rollupKey(event: LedgerEvent): RollupKey {
  const { devSessionId, runId, model, taskId, projectId, personId, runtime } = event;
  return {
    devSessionId,
    hourAt: hourOf(event.occurredAt),
    runId,
    model,
    taskId,
    projectId,
    personId,
    runtime,
  };
}

function hourKey(event: LedgerEvent): HourKey {
  const { projectId, personId, runtime, model } = event;
  return { hourAt: hourOf(event.occurredAt), projectId, personId, runtime, model };
}

/** The start of the UTC hour. */
export const hourOf = (moment: number) => Math.floor(moment / hourMs) * hourMs;
