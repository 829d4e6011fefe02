import { TZDate } from "@date-fns/tz";
import { format } from "date-fns";
import {
  formatCount,
  formatDuration,
  formatUsd,
  formatVibeAmount,
} from "#contract/figure-words.ts";
import type { ReportCost, SessionReport } from "#contract/reports.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

/** The report as a document. What is not known is named so in the table, and has no part of its own. */
export function reportMarkdown(report: SessionReport): string {
  const { byModel, byRun, tasksCompleted, gitCommits, keyChanges, nextSteps, summary } = report;
  const parts = [
    `# ${escapeMarkdown(report.title) || "Session"}`,
    whenAndWhere(report),
    summary && paragraphs(summary),
    metrics(report),
    costs(
      "Costs by model",
      "Model",
      byModel.map(({ model, ...cost }) => [modelName(model), cost]),
    ),
    costs(
      "Costs by run",
      "Run",
      byRun.map((run) => [runName(run), run]),
    ),
    list(
      "Tasks completed",
      tasksCompleted?.map(({ key, name }) => words(key, name ?? "")),
    ),
    list(
      "Git commits",
      gitCommits?.map(({ hash, subject }) => words(hash, subject ?? "")),
    ),
    list("Key changes", keyChanges?.map(escapeMarkdown)),
    list("Next steps", nextSteps?.map(escapeMarkdown)),
    `Made ${momentOf(report.generatedAt, report)} from revision ${report.revision}.`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function whenAndWhere(report: SessionReport): string {
  const { startedAt, endedAt, durationMs, activeMs, status, timezone } = report;
  const until = endedAt ? ` to ${momentOf(endedAt, report)}` : "";
  const { type, project, branch, runtime, person } = report;
  const facts = [type, project, branch, runtime, person].flatMap((fact) => fact || []);
  return [
    `- Date: ${momentOf(startedAt, report)}${until} (${escapeMarkdown(timezone)})`,
    `- Duration: ${formatDuration(durationMs)}, ${formatDuration(activeMs)} active`,
    `- Status: ${status}`,
    `- ${facts.map(escapeMarkdown).join(" · ")}`,
  ].join("\n");
}

const momentOf = (iso: string, { timezone }: SessionReport) =>
  format(new TZDate(Date.parse(iso), timezone), "d MMM yyyy HH:mm");

function metrics({ metrics: figures }: SessionReport): string {
  const { filesChanged, linesAdded, linesRemoved, commits, estimateVibe } = figures;
  const estimated = estimateVibe === null ? "" : ` (estimated ${formatCount(estimateVibe)})`;
  const rows: [string, string][] = [
    ["Files changed", countOf(filesChanged)],
    ["Lines added", countOf(linesAdded)],
    ["Lines removed", countOf(linesRemoved)],
    ["Commits", countOf(commits)],
    ["Tokens", tokensOf(figures)],
    ["VIBE", vibeOf(figures) + estimated],
    ["USD", usdOf(figures)],
  ];
  return [
    "## Metrics",
    table(["Metric", "Value"], rows),
    figures.unpricedEvents > 0 &&
      `${formatCount(figures.unpricedEvents)} of ${formatCount(figures.events)} responses have no price; they are not in the cost.`,
    figures.lowerBoundEvents > 0 &&
      `${formatCount(figures.lowerBoundEvents)} of ${formatCount(figures.events)} responses were logged before their final count; tokens and cost are at least these.`,
  ]
    .filter(Boolean)
    .join("\n\n");
}

type CostRow = [name: string, cost: ReportCost];

function costs(title: string, of: string, rows: CostRow[]): string | null {
  if (rows.length === 0) return null;
  const cells = rows.map(([name, cost]) => [name, tokensOf(cost), vibeOf(cost), usdOf(cost)]);
  return `## ${title}\n\n${table([of, "Tokens", "VIBE", "USD"], cells)}`;
}

/** The first column is text, the others are figures. */
function table(head: string[], rows: string[][]): string {
  const rule = head.map((_, at) => (at === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function list(title: string, items: string[] | undefined): string | null {
  if (!items) return null;
  const lines = items.length > 0 ? items.map((item) => `- ${item}`).join("\n") : "None.";
  return `## ${title}\n\n${lines}`;
}

const paragraphs = (text: string) =>
  text
    .split(/\n\s*\n/)
    .map(escapeMarkdown)
    .filter(Boolean)
    .join("\n\n");

const words = (...texts: string[]) => texts.map(escapeMarkdown).filter(Boolean).join(" ");

const modelName = (model: string | null) => (model ? escapeMarkdown(model) : "unknown model");

function runName({ id, name, parentRunId }: SessionReport["byRun"][number]): string {
  const shortId = id.split("/").at(-1)?.slice(0, 8) ?? "";
  return words(name ?? (parentRunId ? "sub-agent" : "main run"), shortId);
}

const countOf = (count: number | null) => (count === null ? "unknown" : formatCount(count));

const tokensOf = ({ tokens, lowerBoundEvents }: ReportCost) =>
  `${lowerBoundEvents > 0 ? "≥ " : ""}${formatCount(tokens)}`;

const isAtLeast = ({ lowerBoundEvents, unpricedEvents }: ReportCost) =>
  lowerBoundEvents > 0 || unpricedEvents > 0 ? "≥ " : "";

const usdOf = (cost: ReportCost) =>
  cost.costNanoUsd === null ? "unpriced" : isAtLeast(cost) + formatUsd(cost.costNanoUsd);

const vibeOf = (cost: ReportCost) =>
  cost.vibe === null ? "unpriced" : isAtLeast(cost) + formatVibeAmount(Number(cost.vibe));
