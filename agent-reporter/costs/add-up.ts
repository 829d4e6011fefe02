import type { ErrorItem, IngestItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import type { UsageFigures } from "../library/file-digest.ts";
import { type CostCell, addCounts, addTokens, noUsage, tokensOf } from "./cost-cells.ts";
import type { Pricer } from "./rate-cards.ts";

/** Adds responses up into cells of a time zone's days, which `dateFinder` tells. */
export class CostCells {
  #cells = new Map<string, CostCell>();
  /** The one that was added to last: most responses go where the one before went. */
  #last: CostCell | null = null;
  #dateOf: (moment: number) => string;
  #price: Pricer;

  constructor({ dateOf, price }: { dateOf: (moment: number) => string; price: Pricer }) {
    this.#dateOf = dateOf;
    this.#price = price;
  }

  add(item: UsageFigures, { session, project }: Place): void {
    const date = this.#dateOf(item.occurredAt);
    const model = item.model ?? "unknown";
    const keys = { runtime: item.runtime, session, project, date, model };
    if (!this.#last || !isOf(this.#last, keys)) this.#last = this.#cellOf(keys);
    addEvent(this.#last, item, this.#price(item));
  }

  /** Adds what was added up before, as of another project. */
  addCells(cells: CostCell[], project: string | null): void {
    for (const { runtime, session, date, model, ...sums } of cells) {
      const cell = this.#cellOf({ runtime, session, project, date, model });
      cell.firstAt = Math.min(cell.firstAt, sums.firstAt);
      cell.lastAt = Math.max(cell.lastAt, sums.lastAt);
      addCounts(cell, sums);
      cell.unpricedEvents += sums.unpricedEvents;
      cell.nanoUsd += sums.nanoUsd;
    }
  }

  #cellOf(keys: CellKeys): CostCell {
    const { runtime, session, project, date, model } = keys;
    const key = `${runtime} ${session} ${project} ${date} ${model}`;
    const known = this.#cells.get(key);
    if (known) return known;
    const cell = emptyCell(keys);
    this.#cells.set(key, cell);
    return cell;
  }

  all(): CostCell[] {
    return [...this.#cells.values()];
  }
}

/** The session and the project that a response counts for. */
export type Place = { session: string; project: string | null };

export type PlacedUsage<Item = UsageItem> = Place & { item: Item };

/** A sub-agent's work is its session's, and of the session's project. */
export const placesOf = (items: Iterable<IngestItem>): Generator<PlacedUsage> =>
  placed(items, "usage");

type Placeable = { usage: UsageItem; tool: ToolItem; error: ErrorItem };

/** Items of one kind, with where they count. Runs come before what names them. */
export function* placed<Type extends keyof Placeable>(
  items: Iterable<IngestItem>,
  type: Type,
): Generator<PlacedUsage<Placeable[Type]>> {
  const runs = new Map<string, RunItem>();
  const isWanted = (item: IngestItem): item is Placeable[Type] => item.type === type;
  for (const item of items) {
    if (item.type === "run") runs.set(runKey(item.runtime, item.runId), item);
    if (!isWanted(item)) continue;
    const run = runs.get(runKey(item.runtime, item.runId));
    const session = run?.rootRunId ?? item.runId;
    const root = runs.get(runKey(item.runtime, session));
    yield { item, session, project: projectOf(root) ?? projectOf(run) };
  }
}

const projectOf = (run: RunItem | undefined) => run?.project?.name ?? null;

const runKey = (runtime: string, runId: string) => `${runtime} ${runId}`;

type CellKeys = Pick<CostCell, "runtime" | "session" | "project" | "date" | "model">;

const isOf = (cell: CostCell, { runtime, session, project, date, model }: CellKeys) =>
  cell.date === date &&
  cell.model === model &&
  cell.session === session &&
  cell.project === project &&
  cell.runtime === runtime;

const emptyCell = (keys: CellKeys): CostCell => ({
  ...keys,
  ...noUsage,
  firstAt: Infinity,
  lastAt: 0,
  unpricedEvents: 0,
  nanoUsd: 0,
});

function addEvent(cell: CostCell, item: UsageFigures, nanoUsd: number | null): void {
  cell.firstAt = Math.min(cell.firstAt, item.occurredAt);
  cell.lastAt = Math.max(cell.lastAt, item.occurredAt);
  addTokens(cell, item);
  cell.events += 1;
  if (item.lowerBound) cell.lowerBoundEvents += 1;
  if (item.auxiliary) cell.auxiliaryTokens += tokensOf(item);
  if (nanoUsd === null) cell.unpricedEvents += 1;
  else cell.nanoUsd += nanoUsd;
}
