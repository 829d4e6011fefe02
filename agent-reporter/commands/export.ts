import type { IngestItem } from "#contract/ingest.ts";
import { localTimezone } from "../config/local-timezone.ts";
import { openStateFolder } from "../config/state-folder.ts";
import { type CostFilter, filterFlags, readFilter, requireRuntime } from "../costs/cost-filter.ts";
import { type ErrorRow, errorRows, type ToolRow, toolRows } from "../costs/export-calls.ts";
import { type ExportRow, exportRows } from "../costs/export-rows.ts";
import type { ReadFor } from "../library/transcript.ts";
import { wrongUse } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { openLogs, saveOrSay } from "./open-logs.ts";

export const help = {
  usage: "export [--what usage|tools|errors] [--format json|csv|ndjson] [flags]",
  about: [
    "All figures of this machine, a row for each model response, with what it cost; or for each tool call,",
    "with how it ended and how long it took and ran; or for each request to a model that failed.",
    "No account, no network, nothing of what was said.",
  ].join("\n"),
  flags: {
    what: { type: "string", value: "WHAT", help: "usage, tools or errors (default: usage)" },
    format: { type: "string", value: "FORMAT", help: "json, csv or ndjson (default: json)" },
    ...filterFlags,
  },
  examples: [
    ["export --format csv > costs.csv", "for a spreadsheet"],
    ["export --what tools --format csv", "which tools ran how long, and which failed"],
    ["export --format ndjson --last 30d | jq -s 'map(.costUsd) | add'", "for other programs"],
  ],
} as const satisfies CommandHelp;

type Row = Record<string, string | number | boolean | null>;
type Format = (rows: Iterable<Row>, columns: readonly string[]) => Iterable<string>;

const formats: Record<string, Format> = { json: asJson, csv: asCsv, ndjson: asNdjson };

type Kind = {
  columns: readonly string[];
  rowsOf: (items: Iterable<IngestItem>, filter: CostFilter) => Iterable<Row>;
  readFor: ReadFor;
};

const place = ["time", "runtime", "session", "run", "project"] as const;

const kinds: Record<string, Kind> = {
  usage: {
    columns: [
      ...place,
      "model",
      "input",
      "output",
      "cacheRead",
      "cacheWrite5m",
      "cacheWrite1h",
      "reasoning",
      "webSearches",
      "costUsd",
      "lowerBound",
      "auxiliary",
    ] satisfies (keyof ExportRow)[],
    rowsOf: exportRows,
    readFor: "usage",
  },
  tools: {
    columns: [
      ...place,
      "name",
      "verb",
      "outcome",
      "errorKind",
      "exitCode",
      "durationMs",
      "ranMs",
      "destructive",
      "isSubagent",
    ] satisfies (keyof ToolRow)[],
    rowsOf: toolRows,
    readFor: "everything",
  },
  errors: {
    columns: [
      ...place,
      "kind",
      "status",
      "model",
      "attempt",
      "maxAttempts",
      "retryInMs",
    ] satisfies (keyof ErrorRow)[],
    rowsOf: errorRows,
    readFor: "everything",
  },
};

/** `stint export`: prints every response, tool call or failed request that the logs hold. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const name = flags.format ?? "json";
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (!format) {
    throw wrongUse(`There is no format "${name}".`, `Formats: ${Object.keys(formats).join(", ")}.`);
  }
  const what = flags.what ?? "usage";
  const kind = Object.hasOwn(kinds, what) ? kinds[what] : undefined;
  if (!kind) {
    throw wrongUse(`There is no "${what}" to export.`, `What: ${Object.keys(kinds).join(", ")}.`);
  }
  const folder = openStateFolder(io);
  const filter = readFilter(flags, { localTimezone: localTimezone(folder), now: io.now() });
  requireRuntime(flags.runtime);
  const logs = await openLogs(io, { folder, readFor: kind.readFor });
  await logs.library.refresh();
  const rows = kind.rowsOf(logs.library.items(), filter);
  for (const text of inLargeParts(format(rows, kind.columns))) io.stdout.write(text);
  await saveOrSay(logs, () => {});
  return exitCodes.done;
}

function* asJson(rows: Iterable<Row>): Generator<string> {
  yield "[";
  let isFirst = true;
  for (const row of rows) {
    yield `${isFirst ? "" : ","}\n${JSON.stringify(row)}`;
    isFirst = false;
  }
  yield "\n]\n";
}

function* asNdjson(rows: Iterable<Row>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** RFC 4180. */
function* asCsv(rows: Iterable<Row>, columns: readonly string[]): Generator<string> {
  yield `${columns.join(",")}\r\n`;
  for (const row of rows)
    yield `${columns.map((column) => cellOf(row[column] ?? null)).join(",")}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cellOf(value: Row[string]): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const partLength = 65_536;

/** A write for each row would be slow. */
function* inLargeParts(texts: Iterable<string>): Generator<string> {
  let part = "";
  for (const text of texts) {
    part += text;
    if (part.length < partLength) continue;
    yield part;
    part = "";
  }
  if (part !== "") yield part;
}
