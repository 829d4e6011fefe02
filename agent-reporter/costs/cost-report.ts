import { groupBy } from "../output/group-by.ts";
import { type CostCell, type CostTotals, totalsOf } from "./cost-cells.ts";

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

export function costReport(
  cells: CostCell[],
  { timezone, skipped }: Pick<CostReport, "timezone" | "skipped">,
): CostReport {
  const unpriced = cells.filter(({ unpricedEvents }) => unpricedEvents > 0);
  return {
    currency: "USD",
    timezone,
    totals: totalsOf(cells),
    byModel: groupTotals(cells, ({ model }) => model)
      .map(([model, totals]) => ({ model, ...totals }))
      .toSorted((a, b) => b.costUsd - a.costUsd || b.total - a.total),
    byDay: groupTotals(cells, ({ date }) => date)
      .map(([date, totals]) => ({ date, ...totals }))
      .toSorted((a, b) => (a.date < b.date ? -1 : 1)),
    sessions: sessionsOf(cells),
    skipped,
    unpriced: [...new Set(unpriced.map(({ model }) => model))].toSorted(),
  };
}

/** The groups in the order of their first response. */
export function groupTotals(
  cells: CostCell[],
  keyOf: (cell: CostCell) => string,
): [string, CostTotals][] {
  return [...groupBy(cells, keyOf)].map(([key, group]) => [key, totalsOf(group)]);
}

function sessionsOf(cells: CostCell[]): SessionCosts[] {
  const groups = groupBy(cells, ({ runtime, session }) => `${runtime} ${session}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const lastAt = group.reduce((latest, cell) => Math.max(latest, cell.lastAt), 0);
    return [
      {
        runtime: first.runtime,
        id: first.session,
        project: first.project,
        startedAt: new Date(first.firstAt).toISOString(),
        lastAt: new Date(lastAt).toISOString(),
        ...totalsOf(group),
      },
    ];
  });
}
