import { formatCount } from "../output/format.ts";
import { plainText } from "../output/plain-text.ts";
import type { CostTotals } from "./cost-cells.ts";

export type CostRow = { name: string; totals: CostTotals; isPart?: boolean; unpriced?: boolean };

type TableOptions = { head: string; color: boolean; compact: boolean };
type Column = { head: string; of: (totals: CostTotals) => string };

const tokenColumns: Column[] = [
  { head: "Input", of: ({ input }) => formatCount(input) },
  { head: "Output", of: (totals) => atLeast(totals) + formatCount(totals.output) },
  {
    head: "Cache write",
    of: ({ cacheWrite5m, cacheWrite1h }) => formatCount(cacheWrite5m + cacheWrite1h),
  },
  { head: "Cache read", of: ({ cacheRead }) => formatCount(cacheRead) },
];
const totalColumn: Column = { head: "Total", of: ({ total }) => formatCount(total) };

/** The log is known to hold only a part of the output. */
const atLeast = ({ lowerBoundEvents }: CostTotals) => (lowerBoundEvents > 0 ? "≥" : "");

/** Names to the left, figures to the right, a rule above the sum. */
export function costTable(rows: CostRow[], sum: CostTotals, options: TableOptions): string {
  const columns = options.compact ? [totalColumn] : [...tokenColumns, totalColumn];
  const cells = rows.map((row) => [
    (row.isPart ? "  " : "") + plainText(row.name),
    ...columns.map(({ of }) => of(row.totals)),
    costOf(row),
  ]);
  const head = [options.head, ...columns.map((column) => column.head), "Cost"];
  const last = ["Total", ...columns.map(({ of }) => of(sum)), formatUsd(sum)];
  const widths = head.map((_, at) =>
    Math.max(...[head, ...cells, last].map((line) => line[at]?.length ?? 0)),
  );
  const line = (texts: string[]) =>
    texts.map((text, at) => pad(text, widths[at] ?? 0, at === 0)).join("  ");
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  const dim = (text: string) => (options.color ? `\u001B[2m${text}\u001B[0m` : text);
  const bold = (text: string) => (options.color ? `\u001B[1m${text}\u001B[0m` : text);
  const body = cells.map((texts, at) => (rows[at]?.isPart ? dim(line(texts)) : line(texts)));
  return [bold(line(head)), dim(rule), ...body, dim(rule), bold(line(last))].join("\n");
}

const costOf = ({ totals, unpriced }: CostRow) =>
  unpriced && totals.costUsd === 0 ? "unpriced" : formatUsd(totals);

const pad = (text: string, width: number, isLeft: boolean) =>
  isLeft ? text.padEnd(width) : text.padStart(width);

/** `$1,284.20`, and `$0.0042` for tiny ones. */
export function formatUsd({ costUsd, lowerBoundEvents }: CostTotals): string {
  const isTiny = costUsd > 0 && costUsd < 0.01;
  const digits = isTiny ? 4 : 2;
  const text = costUsd.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${lowerBoundEvents > 0 ? "≥" : ""}$${text}`;
}
