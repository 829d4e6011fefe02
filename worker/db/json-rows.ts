import { getTableColumns, type InferInsertModel, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/**
 * `INSERT INTO table (…) SELECT … FROM json_each(?)`: all rows in one statement and one bound parameter, since D1
 * allows a hundred of them. `onConflict` is the rest of the statement, such as `ON CONFLICT (…) DO NOTHING`.
 */
export function insertRows<T extends SQLiteTable>(
  table: T,
  rows: InferInsertModel<T>[],
  onConflict: SQL,
): SQL {
  const names = columnsOf(table).map(({ name }) => sql.identifier(name));
  const values = names.map((_, at) => sql.raw(`value ->> ${at}`));
  const json = JSON.stringify(rows.map((row) => driverValues(table, row)));
  // Without WHERE, SQLite would read ON CONFLICT as part of the SELECT's join.
  return sql`INSERT INTO ${table} (${sql.join(names, sql`, `)})
    SELECT ${sql.join(values, sql`, `)} FROM json_each(${json}) WHERE true ${onConflict}`;
}

/** Replaces whole rows, keys included. `isOld` compares the table with `replaced.old`, the key that a row had. */
export function replaceRows<T extends SQLiteTable>(
  table: T,
  rows: { old: string; row: InferInsertModel<T> }[],
  isOld: SQL,
): SQL {
  const columns = columnsOf(table);
  const values = columns.map(
    ({ name }, at) => sql`${sql.raw(`value ->> ${at + 1}`)} AS ${sql.identifier(name)}`,
  );
  const set = assign(columns, (name) => sql`replaced.${name}`);
  const json = JSON.stringify(rows.map(({ old, row }) => [old, ...driverValues(table, row)]));
  // Materialized, the rows come first and each finds its own by the key; otherwise SQLite walks through the table.
  return sql`WITH replaced AS MATERIALIZED (
      SELECT value ->> 0 AS old, ${sql.join(values, sql`, `)} FROM json_each(${json}))
    UPDATE ${table} SET ${set} FROM replaced WHERE ${isOld}`;
}

const columnsOf = (table: SQLiteTable) => Object.values(getTableColumns(table));

function driverValues(table: SQLiteTable, row: object): unknown[] {
  return Object.entries(getTableColumns(table)).map(([key, column]) => {
    const value: unknown = Reflect.get(row, key) ?? column.default ?? null;
    return value === null ? null : column.mapToDriverValue(value);
  });
}

/** `a = excluded.a, b = excluded.b` for the given columns. */
export function replaceColumns(columns: { name: string }[]): SQL {
  return assign(columns, (name) => sql`excluded.${name}`);
}

/** `a = a + excluded.a, …`: adds what came to what is there. */
export function addColumns(table: SQLiteTable, columns: { name: string }[]): SQL {
  return assign(columns, (name) => sql`${table}.${name} + excluded.${name}`);
}

/** A list of texts as a table of one column, `value`. */
export const eachOf = (values: readonly string[]): SQL => sql`json_each(${JSON.stringify(values)})`;

/** The same as a query, for `IN (…)`. */
export const valuesOf = (values: readonly string[]): SQL =>
  sql`SELECT value FROM ${eachOf(values)}`;

function assign(columns: { name: string }[], value: (name: SQL) => SQL): SQL {
  const parts = columns.map((column) => {
    const name = sql`${sql.identifier(column.name)}`;
    return sql`${name} = ${value(name)}`;
  });
  return sql.join(parts, sql`, `);
}
