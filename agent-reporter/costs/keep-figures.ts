import { statSync } from "node:fs";
import type { RateCard } from "#contract/price-rule.ts";
import {
  figuresFile,
  figuresVersion,
  type SessionFigures,
  type StatusFigures,
  type Sum,
} from "../beside/status-figures.ts";
import { localTimezone } from "../config/local-timezone.ts";
import { writeStateFile } from "../config/state-file.ts";
import type { ListedLog } from "../library/list-logs.ts";
import { groupBy } from "../output/group-by.ts";
import type { CostCell } from "./cost-cells.ts";
import { pricesNow } from "./cost-sums.ts";
import { dateFinder } from "./date-finder.ts";
import { cardFinder } from "./rate-cards.ts";
import { type CellsOptions, readCells, type ReadCells } from "./read-cells.ts";

const recentMs = 48 * 3_600_000;
const dayMs = 86_400_000;

type Keeping = { folder: string; now: number };

/** Keeps for the status line what was just added up in this machine's time zone. A full disk keeps nothing. */
export async function keepFigures(
  read: ReadCells,
  { folder, now }: Keeping,
): Promise<StatusFigures> {
  const { cells } = read;
  const { sizes, unsettled } = sizesBySession(read, now);
  const own = groupBy(
    cells.filter(({ runtime }) => runtime === "claude-code"),
    ({ session }) => session,
  );
  const sessions = [...sizes].map(([id, files]): [string, SessionFigures] => [
    id,
    { ...sumOf(own.get(id) ?? []), sizes: files },
  ]);
  const dateOf = dateFinder(localTimezone(folder));
  const today = cells.filter(({ date }) => date === dateOf(now));
  const figures = {
    version: figuresVersion,
    madeAt: now,
    day: dayOf(now),
    today: sumOf(today),
    sessions: Object.fromEntries(sessions),
    unsettled: [...unsettled],
    cards: await cardsOf(read, now),
  };
  try {
    writeStateFile(figuresFile(folder), JSON.stringify(figures), { isPrecious: false });
  } catch {
    // The next adding up tries again.
  }
  return figures;
}

const mostTries = 3;

export type RefreshOptions = Omit<CellsOptions, "timezone" | "now"> & { now: () => number };

/** Adds up what is new and keeps it, until no log grew meanwhile, or a few times. */
export async function refreshFigures({ now, ...options }: RefreshOptions): Promise<void> {
  const timezone = localTimezone(options.folder);
  for (let tries = 0; tries < mostTries; tries++) {
    const startedAt = now();
    const read = await readCells({ ...options, timezone, now: startedAt });
    const { unsettled } = await keepFigures(read, { folder: options.folder, now: startedAt });
    if (unsettled.length === 0) return;
  }
}

function sumOf(cells: CostCell[]): Sum {
  const sum = { nanoUsd: 0, unpriced: 0, lowerBound: 0 };
  for (const { nanoUsd, unpricedEvents, lowerBoundEvents } of cells) {
    sum.nanoUsd += nanoUsd;
    sum.unpriced += unpricedEvents;
    sum.lowerBound += lowerBoundEvents;
  }
  return sum;
}

/** The lengths of recent logs of Claude Code, as they were before the reading. */
function sizesBySession({ seen, changed }: ReadCells, now: number) {
  const sizes = new Map<string, Record<string, number>>();
  const unsettled = new Set<string>();
  for (const { file, session, name, size } of recentLogs(seen ?? new Map(), now)) {
    const files = sizes.get(session) ?? {};
    sizes.set(session, files);
    // One that was not read now is in the sum as long as it was then.
    const isAsBefore =
      changed?.has(file) === false || statSync(file, { throwIfNoEntry: false })?.size === size;
    if (!isAsBefore || name in files) unsettled.add(session);
    files[name] = size;
  }
  for (const session of unsettled) sizes.delete(session);
  return { sizes, unsettled };
}

function* recentLogs(seen: Map<string, ListedLog>, now: number) {
  for (const [file, { size, signature }] of seen) {
    const place = placeOf(file);
    const changedAt = Number(signature.split(":")[2]);
    if (place && now - changedAt < recentMs) yield { file, size, ...place };
  }
}

/** `projects/<folder>/<session>.jsonl`, and what lies below `projects/<folder>/<session>/`. */
function placeOf(file: string): { session: string; name: string } | undefined {
  const [, session, rest] =
    /[/\\]projects[/\\][^/\\]+[/\\]([^/\\]+?)(?:\.jsonl|[/\\](.+\.jsonl))$/.exec(file) ?? [];
  if (!session || session.startsWith("agent-")) return undefined;
  return { session, name: (rest ?? "").replaceAll("\\", "/") };
}

/** In this machine's time zone, as `stint costs` has it by default; a day of a clock change is longer or shorter. */
function dayOf(now: number): { from: number; to: number } {
  const from = new Date(now).setHours(0, 0, 0, 0);
  return { from, to: new Date(from + 1.5 * dayMs).setHours(0, 0, 0, 0) };
}

async function cardsOf(
  { cells, cards }: ReadCells,
  now: number,
): Promise<Record<string, RateCard | null>> {
  const own = pricesNow(cells, now).filter(({ runtime }) => runtime === "claude-code");
  const cardFor = await cardFinder(cards, own);
  return Object.fromEntries(own.map((request) => [request.model, cardFor(request)]));
}
