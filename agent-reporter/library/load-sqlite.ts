import process from "node:process";
import type * as Sqlite from "node:sqlite";

let loaded: typeof Sqlite | undefined;

/** Node's SQLite, without the warning of its first use, which would stand on the program's stderr. Throws in Node 20. */
export function loadSqlite(): typeof Sqlite {
  loaded ??= quietly(() => process.getBuiltinModule("node:sqlite"));
  if (!loaded) throw new Error("Reading a database needs Node 22.13 or newer.");
  return loaded;
}

function quietly<T>(load: () => T): T {
  const warn = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = warn;
  }
}
