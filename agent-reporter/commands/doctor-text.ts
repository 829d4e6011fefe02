import type { SourceReport } from "../library/library-types.ts";
import { type CommandIo, usesColor } from "../output/command-io.ts";
import { counted, formatCount, formatDuration } from "../output/format.ts";
import { heldText } from "../output/held-text.ts";
import { plainText } from "../output/plain-text.ts";
import type { Findings } from "./doctor.ts";
import { linkedRoots, machineLines, oddLines, skippedTexts } from "./doctor-machine.ts";

const mostListed = 10;

/** The findings for a person. */
export function doctorText(findings: Findings, io: CommandIo): string {
  const strong = usesColor(io.stdout, io.env)
    ? (text: string) => `\u001b[1m${text}\u001b[22m`
    : (text: string) => text;
  const parts = [
    `Stint ${findings.version}, state in ${findings.stateFolder}`,
    block(strong("Logs"), sourceLines(findings)),
    block(strong("Server"), serverLines(findings)),
    block(strong("Uploads"), outboxLines(findings, io)),
    block(strong("Beside the agents"), machineLines(findings.machine)),
    findings.problems.length === 0
      ? "All is well."
      : block(strong("To look at"), findings.problems),
  ];
  return `${parts.join("\n\n")}\n`;
}

const block = (title: string, lines: string[]) =>
  [title, ...lines.map((line) => `  ${plainText(line)}`)].join("\n");

function sourceLines({ sources, skipped, skippedLines, oddLogs, titles }: Findings): string[] {
  const found = sources.filter(({ exists, fromVariable }) => exists || fromVariable);
  const missing = sources.filter((source) => !found.includes(source));
  const lines = found.flatMap(linesOfSource);
  if (missing.length > 0) {
    lines.push(`not there: ${[...new Set(missing.map(({ runtime }) => runtime))].join(", ")}`);
  }
  if (skipped.lines + skipped.files > 0) {
    const what = `${counted(skipped.lines, "line")}, ${counted(skipped.files, "file")}`;
    lines.push(`skipped in all: ${what}`);
  }
  lines.push(...skippedTexts(skippedLines), ...oddLines(oddLogs), ...linkedRoots(sources));
  lines.push(`session titles and branch names: ${titles ? "sent" : "not sent"}`);
  return lines;
}

function linesOfSource(source: SourceReport): string[] {
  const { runtime, root, fromVariable, exists, files, filesWithoutUsage, skippedLines } = source;
  const from = fromVariable ? ` (${fromVariable})` : "";
  if (!exists) return [`${runtime}  ${root}${from}: not there`];

  const facts = [counted(files, "file")];
  if (filesWithoutUsage > 0) facts.push(`${formatCount(filesWithoutUsage)} without usage`);
  if (skippedLines > 0) facts.push(`${counted(skippedLines, "line")} skipped`);
  const unreadable = source.unreadable
    .slice(0, mostListed)
    .map(({ path, reason }) => `  cannot read ${path}: ${reason}`);
  const more = source.unreadable.length - unreadable.length;
  if (more > 0) unreadable.push(`  and ${formatCount(more)} more`);
  return [`${runtime}  ${root}${from}: ${facts.join(", ")}`, ...unreadable];
}

const serverStates: Record<Findings["server"]["state"], string> = {
  known: "reached, the token is good",
  refused: "reached, but the token is not accepted",
  "not-a-server": "reached, but not a Stint server",
  "not-reached": "not reached; nothing is lost",
  "no-login": "not signed in",
};

function serverLines({ server }: Findings): string[] {
  const lines = [`${server.url}: ${serverStates[server.state]}`];
  if (server.workspace)
    lines.push(`workspace ${server.workspace}, machine ${server.machine ?? "?"}`);
  if (server.scopes) lines.push(`the token may: ${server.scopes.join(", ")}`);
  if (server.state !== "no-login")
    lines.push(`this machine's clock: ${clockText(server.clockSkewMs)}`);
  return lines;
}

function clockText(skewMs: number | null): string {
  if (skewMs === null) return "not compared, the server told no time";
  if (skewMs === 0) return "right";
  return `${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? "ahead" : "behind"}`;
}

function outboxLines({ outbox }: Findings, io: CommandIo): string[] {
  if (!outbox) return ["not known without a login"];
  const { pending, acknowledged, lastUploadAt, rejected, held, watch } = outbox;
  const ago = lastUploadAt
    ? `${formatDuration(Math.max(0, io.now() - Date.parse(lastUploadAt)))} ago`
    : "never";
  return [
    `last upload: ${ago}`,
    `acknowledged: ${formatCount(acknowledged)}, waiting: ${formatCount(pending)}, refused: ${formatCount(rejected.length)}`,
    watch ? `stint watch: running (process ${watch.pid})` : "stint watch: not running",
    ...(held.length > 0 ? [heldText(held)] : []),
    ...reasonsOf(rejected),
  ];
}

/** Refusals by reason, with one item as an example. */
function reasonsOf(rejected: { name: string; code: string; message: string }[]): string[] {
  const byReason = new Map<string, { count: number; example: string }>();
  for (const { code, message, name } of rejected) {
    const reason = `${code}: ${message}`;
    const known = byReason.get(reason);
    byReason.set(reason, { count: (known?.count ?? 0) + 1, example: known?.example ?? name });
  }
  return [...byReason]
    .slice(0, mostListed)
    .map(([reason, { count, example }]) => `refused ${formatCount(count)}: ${reason} (${example})`);
}
