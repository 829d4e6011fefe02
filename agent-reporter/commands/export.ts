import { openStateFolder } from "../config/state-folder.ts";
import { filterFlags, readFilter, requireRuntime } from "../costs/cost-filter.ts";
import { type ExportRow, exportRows } from "../costs/export-rows.ts";
import { wrongUse } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { openLogs, saveOrSay } from "./open-logs.ts";

export const help = {
  usage: "export [--format json|csv|ndjson] [flags]",
  about: [
    "All figures of this machine, a row for each model response, with what it cost.",
    "No account, no network, nothing of what was said.",
  ].join("\n"),
  flags: {
    format: { type: "string", value: "FORMAT", help: "json, csv or ndjson (default: json)" },
    ...filterFlags,
  },
  examples: [
    ["export --format csv > costs.csv", "for a spreadsheet"],
    ["export --format ndjson --last 30d | jq -s 'map(.costUsd) | add'", "for other programs"],
  ],
} as const satisfies CommandHelp;

type Format = (rows: Iterable<ExportRow>) => Iterable<string>;

const formats: Record<string, Format> = { json: asJson, csv: asCsv, ndjson: asNdjson };

/** `stint export`: prints every response that the logs hold. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const name = flags.format ?? "json";
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (!format) {
    throw wrongUse(`There is no format "${name}".`, `Formats: ${Object.keys(formats).join(", ")}.`);
  }
  const filter = readFilter(flags, io.now());
  requireRuntime(flags.runtime);
  const logs = await openLogs(io, {
    folder: openStateFolder(io),
    readFor: "usage",
  });
  await logs.library.refresh();
  for (const text of inLargeParts(format(exportRows(logs.library.items(), filter)))) {
    io.stdout.write(text);
  }
  await saveOrSay(logs, () => {});
  return exitCodes.done;
}

function* asJson(rows: Iterable<ExportRow>): Generator<string> {
  yield "[";
  let isFirst = true;
  for (const row of rows) {
    yield `${isFirst ? "" : ","}\n${JSON.stringify(row)}`;
    isFirst = false;
  }
  yield "\n]\n";
}

function* asNdjson(rows: Iterable<ExportRow>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

const columns = [
  "time",
  "runtime",
  "session",
  "run",
  "project",
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
] as const satisfies (keyof ExportRow)[];

/** RFC 4180. */
function* asCsv(rows: Iterable<ExportRow>): Generator<string> {
  yield `${columns.join(",")}\r\n`;
  for (const row of rows) yield `${columns.map((column) => cellOf(row[column])).join(",")}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cellOf(value: ExportRow[keyof ExportRow]): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
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
