import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { onTestFinished } from "vitest";

/** Writes a database in WAL mode, as an agent that has it open; closed after the test. */
export function aDatabase(file: string, schema: string): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(schema);
  return database;
}

/** Adds a row, or replaces the one with its id. */
export function put(
  database: DatabaseSync,
  table: string,
  row: Record<string, SQLInputValue>,
): void {
  const names = Object.keys(row);
  const changes = names.map((name) => `"${name}" = excluded."${name}"`);
  database
    .prepare(
      `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(", ")})
       VALUES (${names.map(() => "?").join(", ")})
       ON CONFLICT DO UPDATE SET ${changes.join(", ")}`,
    )
    .run(...Object.values(row));
}
