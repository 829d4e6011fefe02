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
  const columns = Object.entries(getTableColumns(table));
  const names = columns.map(([, column]) => sql.identifier(column.name));
  const values = columns.map((_, at) => sql.raw(`value ->> ${at}`));
  const json = JSON.stringify(
    rows.map((row) =>
      columns.map(([key, column]) => {
        const value: unknown = Reflect.get(row, key) ?? column.default ?? null;
        return value === null ? null : column.mapToDriverValue(value);
      }),
    ),
  );
  // Without WHERE, SQLite would read ON CONFLICT as part of the SELECT's join.
  return sql`INSERT INTO ${table} (${sql.join(names, sql`, `)})
    SELECT ${sql.join(values, sql`, `)} FROM json_each(${json}) WHERE true ${onConflict}`;
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

function assign(columns: { name: string }[], value: (name: SQL) => SQL): SQL {
  const parts = columns.map((column) => {
    const name = sql`${sql.identifier(column.name)}`;
    return sql`${name} = ${value(name)}`;
  });
  return sql.join(parts, sql`, `);
}
