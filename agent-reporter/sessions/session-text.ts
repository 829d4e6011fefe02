import { formatDuration, formatUsd } from "#contract/figure-words.ts";
import { lastedMs } from "#contract/session-time.ts";
import type { SessionDetail, SessionRun, SessionSummary } from "#contract/sessions.ts";
import type { Totals } from "#contract/totals.ts";
import { counted, formatCount } from "../output/format.ts";
import { plainText } from "../output/plain-text.ts";

type Shown = { now: number; address: string | null };

/** A session in a few lines: what it is, what it came to, its tasks and runs, and its id. */
export function sessionText(session: SessionDetail, { now, address }: Shown): string {
  const { title, tasks, byRun, id } = session;
  const lines = [
    placeOf(session),
    `${lasted(session, now)}, ${figuresOf(session.totals)}`,
    ...(tasks.length > 0 ? [`Tasks  ${tasks.map(taskOf).join(", ")}`] : []),
    ...byRun.filter(isRoot).map((run) => `Run    ${runOf(run)}`),
    `Id     ${id}`,
    ...(address ? [address] : []),
  ];
  return [title, ...lines.map((line) => `  ${line}`)].map(plainText).join("\n");
}

/** `feature in api, active since 21 Nov 14:02` */
function placeOf({ type, project, status, runningSince, startedAt, endedAt }: SessionDetail) {
  const where = project ? `${type} in ${project.name}` : type;
  const since = endedAt ?? runningSince;
  return `${where}, ${status}${since ? ` since ${momentOf(since)}` : ""}, begun ${momentOf(startedAt)}`;
}

const lasted = (session: SessionSummary, now: number) => formatDuration(lastedMs(session, now));

const figuresOf = (totals: Totals) =>
  `${costOf(totals)}, ${formatCount(totals.total)} tokens in ${counted(totals.events, "response")}`;

function costOf({ events, unpricedEvents, lowerBoundEvents, costNanoUsd }: Totals): string {
  if (events > 0 && unpricedEvents === events) return "unpriced";
  return `${unpricedEvents + lowerBoundEvents > 0 ? "≥ " : ""}${formatUsd(costNanoUsd)}`;
}

const taskOf = ({ key, relationship }: SessionDetail["tasks"][number]) =>
  `${key} (${relationship})`;

const isRoot = ({ parentRunId }: SessionRun) => parentRunId === null;

const runOf = ({ runtime, id, title, totals }: SessionRun) =>
  `${id}  ${runtime}, ${costOf(totals)}${title ? `, ${title}` : ""}`;

/** Sessions as a table, the first one first. */
export function sessionTable(sessions: SessionSummary[], now: number): string {
  const rows = sessions.map((one) => [
    momentOf(one.startedAt),
    one.status,
    lasted(one, now),
    costOf(one.totals),
    one.id,
    one.title,
  ]);
  const widths = [0, 1, 2, 3, 4].map((at) =>
    Math.max(...rows.map((cells) => cells[at]?.length ?? 0)),
  );
  return rows
    .map((cells) => cells.map((cell, at) => plainText(cell).padEnd(widths[at] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

/** `21 Nov 14:02`, in this machine's time zone. */
function momentOf(iso: string): string {
  const at = new Date(iso);
  return `${at.getDate()} ${months[at.getMonth()]} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

const two = (part: number) => String(part).padStart(2, "0");
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
