import type { DatabaseSync } from "node:sqlite";
import { isObject } from "./json-values.ts";

export type Row = Record<string, unknown>;

/** How far a table was read: its last row, and rows that were not complete then. Plain JSON. */
export type TableMark = { rowid: number; is: string; open: string[] };

/** What is asked of a table whose rows have an `id` and a `session_id`; columns that it has not are null. */
export type TableReading = {
  table: string;
  columns: string[];
  where?: string;
  /** False where the row is not complete: it is read again next time. */
  take: (row: Row) => boolean;
};

/**
 * Reads what a table has behind the mark, and again what was not complete. Row numbers are given anew after deletions
 * and a VACUUM: where the last row is another one now, all is read again, which changes nothing of what was taken.
 */
export function readNewRows(
  database: DatabaseSync,
  mark: unknown,
  { table, columns, where = "true", take }: TableReading,
): TableMark {
  const names = ["id", "session_id", ...columns];
  const select = selectionOf(database, table, names);
  if (select === null) return start;
  const from = isMark(mark) && stillHolds(database, table, mark) ? mark : start;
  const reached: TableMark = { rowid: from.rowid, is: from.is, open: [] };
  const look = (row: Row) => {
    if (!take(row)) reached.open.push(String(row["id"]));
  };
  for (const id of from.open) {
    for (const row of rowsOf(database, `${select} WHERE "id" = ?`, id)) look(row);
  }
  const behind = `${select} WHERE rowid > ? AND ${where} ORDER BY rowid`;
  for (const row of rowsOf(database, behind, from.rowid)) {
    look(row);
    reached.rowid = Number(row["stint_row"]);
    reached.is = nameOf(row);
  }
  return reached;
}

/** All rows of a small table. */
export function* readAllRows(
  database: DatabaseSync,
  table: string,
  columns: string[],
): Generator<Row> {
  const select = selectionOf(database, table, columns);
  if (select === null) return;
  yield* rowsOf(database, select);
}

const start: TableMark = { rowid: 0, is: "", open: [] };

const isMark = (value: unknown): value is TableMark =>
  isObject(value) && typeof value["rowid"] === "number" && Array.isArray(value["open"]);

function stillHolds(database: DatabaseSync, table: string, { rowid, is }: TableMark): boolean {
  const last = `SELECT "id", "session_id" FROM "${table}" WHERE rowid = ?`;
  return rowid === 0 || [...rowsOf(database, last, rowid)].some((row) => nameOf(row) === is);
}

const nameOf = (row: Row) => `${String(row["id"])} ${String(row["session_id"])}`;

/** Null where there is no such table. Older versions lack columns, and a name that is none would be taken for a text. */
function selectionOf(database: DatabaseSync, table: string, columns: string[]): string | null {
  const known = new Set(
    database
      .prepare("SELECT name FROM pragma_table_info(?)")
      .all(table)
      .map(({ name }) => name),
  );
  if (known.size === 0) return null;
  const list = columns.map((name) => (known.has(name) ? `"${name}"` : `NULL AS "${name}"`));
  return `SELECT rowid AS stint_row, ${list.join(", ")} FROM "${table}"`;
}

/** Row after row, with numbers that JavaScript cannot hold rounded: they would break the whole reading. */
function* rowsOf(
  database: DatabaseSync,
  query: string,
  ...values: (string | number)[]
): Generator<Row> {
  const statement = database.prepare(query);
  statement.setReadBigInts(true);
  for (const row of statement.iterate(...values) as Iterable<Row>) {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === "bigint") row[name] = Number(value);
    }
    yield row;
  }
}
