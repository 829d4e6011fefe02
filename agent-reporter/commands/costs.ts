import { areFiguresWanted } from "../beside/status-figures.ts";
import { isLocalTimezone, localTimezone } from "../config/local-timezone.ts";
import { openStateFolder } from "../config/state-folder.ts";
import type { CostCell } from "../costs/cost-cells.ts";
import { filterFlags, matches, readFilter, requireRuntime } from "../costs/cost-filter.ts";
import { costReport, type CostReport, groupTotals } from "../costs/cost-report.ts";
import { type CostView, costViews, periodOf } from "../costs/cost-period.ts";
import { type CostRow, costTable } from "../costs/cost-table.ts";
import { readCells } from "../costs/read-cells.ts";
import { wrongUse } from "../output/command-error.ts";
import { type CommandIo, exitCodes, usesColor } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { counted } from "../output/format.ts";
import { groupBy } from "../output/group-by.ts";
import { plainText } from "../output/plain-text.ts";
import { logDigests, type OpenedLogs, openLogs } from "./open-logs.ts";

export const help = {
  usage: "costs [daily|weekly|monthly|session|project] [flags]",
  about: [
    "What the agents on this machine cost, from their own logs. No account, no network.",
    "Every model response counts once, however often forks, resumes and copies repeat it.",
  ].join("\n"),
  flags: {
    ...filterFlags,
    breakdown: { type: "boolean", help: "the models of each row" },
    compact: { type: "boolean", help: "total and cost alone" },
    offline: { type: "boolean", help: "accepted for other tools' habits; nothing is ever fetched" },
    json: { type: "boolean", help: "print all figures as one JSON document" },
  },
  examples: [
    ["costs", "a row a day"],
    ["costs session --last 7d --breakdown", "the week's sessions with their models"],
    ["costs --json --timezone UTC", "everything, for a program"],
  ],
} as const satisfies CommandHelp;

/** `stint costs`: reads the logs and prints what they come to. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const { view, rest } = readView(argv);
  const flags = readFlags(rest, help);
  const folder = openStateFolder(io);
  const digests = await logDigests(io, folder);
  const now = io.now();
  const filter = readFilter(flags, { localTimezone: localTimezone(folder), now });
  requireRuntime(flags.runtime);
  const { timezone } = filter;
  const open = (only?: ReadonlySet<string>) =>
    openLogs(io, { folder, readFor: "usage", ...(only && { only }) });
  const read = await readCells({
    env: io.env,
    folder,
    timezone,
    now,
    open,
    ...digests,
  });
  const isNew = read.changed?.size !== 0;
  if (isNew && isLocalTimezone(timezone) && areFiguresWanted(folder)) {
    const { keepFigures } = await import("../costs/keep-figures.ts");
    await keepFigures(read, { folder, now });
  }
  const cells = read.cells.filter((cell) => matches(cell, filter));
  const report = costReport(cells, { timezone, skipped: read.skipped });
  if (flags.json) io.stdout.write(`${JSON.stringify(report)}\n`);
  else if (cells.length === 0) await sayNothingFound(io, flags, open);
  else say(io, { cells, report, view, flags });
  return exitCodes.done;
}

function readView(argv: string[]): { view: CostView; rest: string[] } {
  const [first, ...rest] = argv;
  if (first === undefined || first.startsWith("-")) return { view: "daily", rest: argv };
  const view = costViews.find((one) => one === first);
  if (!view) throw wrongUse(`There is no view "${first}".`, `Views: ${costViews.join(", ")}.`);
  return { view, rest };
}

type Saying = {
  cells: CostCell[];
  report: CostReport;
  view: CostView;
  flags: { breakdown?: boolean; compact?: boolean };
};

const filters = ["since", "until", "last", "project", "runtime"] as const;

type Filters = Partial<Record<(typeof filters)[number], string>>;

async function sayNothingFound(
  io: CommandIo,
  flags: Filters,
  open: () => Promise<OpenedLogs>,
): Promise<void> {
  if (filters.some((filter) => flags[filter] !== undefined)) {
    io.stdout.write("No usage is left by these flags; `stint costs` alone shows all there is.\n");
    return;
  }
  const { library } = await open();
  const looked = library.sources().map(({ runtime, root, files }) => {
    const what = files > 0 ? counted(files, "log") : "nothing";
    return `  ${runtime.padEnd(12)} ${root}  (${what})`;
  });
  const advice = "Logs elsewhere? Set CLAUDE_CONFIG_DIR or CODEX_HOME. `stint doctor` says more.";
  io.stdout.write(`No usage found. Looked in:\n${looked.join("\n")}\n${advice}\n`);
}

function say(io: CommandIo, { cells, report, view, flags }: Saying): void {
  const unpriced = new Set(report.unpriced);
  const rows = rowsOf(cells, view).flatMap(({ name, group }) => {
    const parts = flags.breakdown ? modelRows(group, unpriced) : [];
    return [rowOf(name, group), ...parts];
  });
  const color = usesColor(io.stdout, io.env);
  const head = {
    daily: "Day",
    weekly: "Week of",
    monthly: "Month",
    session: "Session",
    project: "Project",
  };
  const options = { head: head[view], color, compact: flags.compact ?? io.stdout.columns < 70 };
  io.stdout.write(`${costTable(rows, report.totals, options)}\n`);
  for (const line of footnotes(report)) io.stdout.write(`${line}\n`);
}

type Group = { name: string; group: CostCell[] };

function rowsOf(cells: CostCell[], view: CostView): Group[] {
  const keyOf = ({ date, session, project }: CostCell): string => {
    if (view === "session") return `${date} ${session.slice(0, 8)} ${project ?? ""}`;
    if (view === "project") return project ?? "(no project)";
    return periodOf(date, view);
  };
  // A session is named by the day it began.
  const names = new Map<string, string>();
  const stable = (cell: CostCell) => {
    if (view !== "session") return keyOf(cell);
    const name = names.get(cell.session) ?? keyOf(cell);
    names.set(cell.session, name);
    return name;
  };
  return [...groupBy(cells, stable)].map(([name, group]) => ({ name, group }));
}

const rowOf = (name: string, group: CostCell[]): CostRow => {
  const [[, totals] = []] = groupTotals(group, () => name);
  if (!totals) throw new Error("A row has events.");
  return { name, totals, unpriced: group.some(({ unpricedEvents }) => unpricedEvents > 0) };
};

function modelRows(group: CostCell[], unpriced: Set<string>): CostRow[] {
  return groupTotals(group, ({ model }) => model)
    .map(([name, totals]) => ({ name, totals, isPart: true, unpriced: unpriced.has(name) }))
    .toSorted((a, b) => b.totals.costUsd - a.totals.costUsd);
}

function footnotes({ totals, unpriced, skipped }: CostReport): string[] {
  const notes: string[] = [];
  if (totals.lowerBoundEvents > 0) {
    const share = `${counted(totals.lowerBoundEvents, "response")} of ${totals.events.toLocaleString("en-US")}`;
    notes.push(`≥ at least: ${share} were logged before their final output count.`);
  }
  if (unpriced.length > 0)
    notes.push(`Without a price, and not in the cost: ${plainText(unpriced.join(", "))}.`);
  if (skipped.lines + skipped.files > 0) {
    notes.push(
      `Skipped ${counted(skipped.lines, "line")} and ${counted(skipped.files, "file")}; \`stint doctor\` says why.`,
    );
  }
  return notes.length > 0 ? ["", ...notes] : [];
}
