import { type Stats, statSync } from "node:fs";
import process from "node:process";
import type { RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import type { Refreshed, Transcript } from "./transcript.ts";

/**
 * Asks a SQLite database for what is new. What was written last stands in the `-wal` file beside it, so both are looked
 * at. It is opened for reading alone and never checkpointed. Throws where it cannot be read.
 */
export function refreshDatabase(transcript: Transcript, adapter: RuntimeAdapter): Refreshed {
  const { path } = transcript;
  const stats = statSync(path);
  const state = stateOf(path);
  const known = transcript.cursor;
  const isSameFile = known?.inode === stats.ino && known.device === stats.dev;
  if (isSameFile && known.hash === state) return { changed: false, bytes: 0 };
  if (known && !isSameFile) adapter.restart(transcript.records);

  const database = open(path);
  try {
    adapter.readDatabase?.(transcript.records, database);
  } finally {
    database.close();
  }
  const { dev: device, ino: inode, size, mtimeMs: modifiedMs } = stats;
  transcript.cursor = { device, inode, size, modifiedMs, offset: 0, hash: state };
  return { changed: true, bytes: size };
}

/** The file of a database that a change of this file belongs to. */
export const databaseOf = (path: string) => path.replace(/-(?:wal|shm|journal)$/, "");

function open(path: string) {
  // Not in Node 20, where all other logs are read.
  const sqlite = process.getBuiltinModule("node:sqlite");
  if (!sqlite) throw new Error("Reading a database needs Node 22.5 or newer.");
  return new sqlite.DatabaseSync(path, { readOnly: true });
}

function stateOf(path: string): string {
  return [path, `${path}-wal`].map(signatureOf).join(" ");
}

function signatureOf(path: string): string {
  const stats: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.size}:${stats.mtimeMs}` : "";
}
