import type { DatabaseSync } from "node:sqlite";
import { countOf, momentOf, textOf } from "../json-values.ts";
import { addRun, keyOf, type PlainRecords } from "../plain/plain-records.ts";
import { amountOf, larger, nothing, plus, type Totals } from "./totals.ts";

type Row = Record<string, unknown>;

/** What the requests of a session with one model add up to. */
export type StoreTotal = { session: string; model: string; totals: Totals; at: number | null };

export const isStore = ({ relative }: { relative: string }) => relative === "session-store.db";

/**
 * The sums are kept in the notes; the events are made of them beside the session's log. Where the rows are read again,
 * what was known before stays until they have come as far.
 */
export function storeTotals({ notes }: PlainRecords): Map<string, StoreTotal> {
  const sums = sumsIn(notes["before"]);
  for (const [key, sum] of sumsIn(notes["sums"])) {
    const before = sums.get(key);
    sums.set(key, before ? { ...sum, totals: larger(before.totals, sum.totals) } : sum);
  }
  return sums;
}

const sumsIn = (value: unknown) =>
  new Map(Array.isArray(value) ? (value as [string, StoreTotal][]) : []);

/** The rows are read again from the first one. */
export function restartStore(records: PlainRecords): void {
  records.notes = { before: [...storeTotals(records)] };
}

/** Reads the rows that are new. Rows are written once, when a request has ended, and numbered in their order. */
export function readStore(records: PlainRecords, database: DatabaseSync): number {
  const columns = columnsOf(database, "assistant_usage_events");
  if (!["session_id", "model"].every((name) => columns.has(name))) return 0;
  const newest = database.prepare("SELECT max(rowid) AS row FROM assistant_usage_events").get();
  const last = Number(newest?.["row"] ?? 0);
  // Fewer rows than before: another database in the same file.
  if (last < Number(records.notes["row"] ?? 0)) restartStore(records);
  const sums = sumsIn(records.notes["sums"]);
  const rows = database
    .prepare(
      `SELECT rowid AS row, session_id, model, ${selected(columns)}
         FROM assistant_usage_events WHERE rowid > ? AND rowid <= ? ORDER BY rowid`,
    )
    .all(Number(records.notes["row"] ?? 0), last);
  const unread = rows.filter((row) => !addRow(sums, row)).length;
  records.notes["row"] = last;
  records.notes["sums"] = [...sums];
  for (const { session, at } of sums.values())
    addRun(records, { id: session, startedAt: at, lastAt: at ?? 0 });
  readSessions(records, database);
  return unread;
}

const counts = [
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "reasoning_tokens",
  "total_nano_aiu",
];

/** Numbers as SQLite's reals: a whole number of 64 bits could not be read. Columns that a version lacks are null. */
function selected(columns: Set<string>): string {
  const numbers = counts.map((name) =>
    columns.has(name) ? `CAST(${name} AS REAL) AS ${name}` : `NULL AS ${name}`,
  );
  return [...numbers, columns.has("created_at") ? "created_at" : "NULL AS created_at"].join(", ");
}

const columnsOf = (database: DatabaseSync, table: string) =>
  new Set(
    database
      .prepare("SELECT name FROM pragma_table_info(?)")
      .all(table)
      .map((column) => textOf(column["name"]) ?? ""),
  );

/** False where nobody can tell whose row it is. */
function addRow(sums: Map<string, StoreTotal>, row: Row): boolean {
  const [session, model] = [textOf(row["session_id"]), textOf(row["model"])];
  if (session === null || model === null) return false;
  const totals = {
    input: countOf(row["input_tokens"]),
    output: countOf(row["output_tokens"]),
    cacheRead: countOf(row["cache_read_tokens"]),
    cacheWrite: countOf(row["cache_write_tokens"]),
    reasoning: countOf(row["reasoning_tokens"]),
    nanoAiu: amountOf(row["total_nano_aiu"]),
  };
  const key = keyOf(session, model);
  const known = sums.get(key);
  sums.set(key, {
    session,
    model,
    totals: plus(known?.totals ?? nothing, totals),
    at: known?.at ?? storeMoment(row["created_at"]),
  });
  return true;
}

/** SQLite's own times are UTC, and do not say so. */
function storeMoment(value: unknown): number | null {
  const text = textOf(value);
  const isBare = text !== null && /^\d{4}-\d\d-\d\d[ T][\d:.]+$/.test(text);
  return momentOf(isBare ? `${text.replace(" ", "T")}Z` : text);
}

function readSessions(records: PlainRecords, database: DatabaseSync): void {
  const columns = columnsOf(database, "sessions");
  if (!columns.has("id")) return;
  const optional = ["cwd", "branch", "created_at"].map((name) =>
    columns.has(name) ? name : `NULL AS ${name}`,
  );
  for (const row of database.prepare(`SELECT id, ${optional.join(", ")} FROM sessions`).all()) {
    const id = textOf(row["id"]);
    if (id === null || !records.runs.has(id)) continue;
    const startedAt = storeMoment(row["created_at"]);
    addRun(records, {
      id,
      startedAt,
      lastAt: startedAt ?? 0,
      cwd: textOf(row["cwd"], 4_000),
      branch: textOf(row["branch"], 300),
    });
  }
}
