import { closeSync, existsSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import { loadSqlite } from "./load-sqlite.ts";
import type { Refreshed, Transcript } from "./transcript.ts";

/** How long a lock of the agent is waited for; it is tried again at the next look. */
const lockMs = 250;

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

  const isAtRest = restsInWal(path);
  transcript.skippedLines = read(transcript, adapter, isAtRest);
  const { dev: device, ino: inode, size, mtimeMs: modifiedMs } = stats;
  // Woken while it was read without a lock: what was read may be of two moments, and is read again at the next look.
  const isWoken = isAtRest && stateOf(path) !== state;
  if (isWoken) adapter.restart(transcript.records);
  const hash = isWoken ? "" : state;
  transcript.cursor = { device, inode, size, modifiedMs, offset: 0, hash };
  return { changed: true, bytes: size };
}

/** The file of a database that a change of this file belongs to. */
export const databaseOf = (path: string) => path.replace(/-(?:wal|shm|journal)$/, "");

/** Reads one moment of it, and answers how many rows cannot be read. */
function read({ path, records }: Transcript, adapter: RuntimeAdapter, isAtRest: boolean): number {
  const database = open(path, isAtRest);
  try {
    database.exec("BEGIN");
    return adapter.readDatabase?.(records, database) ?? 0;
  } finally {
    database.close();
  }
}

function open(path: string, isAtRest: boolean) {
  const { DatabaseSync } = loadSqlite();
  const options = { readOnly: true, timeout: lockMs };
  if (!isAtRest) return new DatabaseSync(path, options);
  const place = pathToFileURL(path);
  place.searchParams.set("immutable", "1");
  try {
    return new DatabaseSync(place, options);
  } catch {
    // Early versions take paths alone, and any error comes again with one.
    return new DatabaseSync(path, options);
  }
}

/**
 * Nobody has it open, and its last user wrote everything into the file. Only opening it would lay files beside it,
 * which its agent's folder should not get from us.
 */
function restsInWal(path: string): boolean {
  if (existsSync(`${path}-wal`)) return false;
  const header = Buffer.alloc(20);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return header[walVersionAt] === 2;
}

/** Where a database's header tells that it is written through a `-wal` file. */
const walVersionAt = 18;

function stateOf(path: string): string {
  return [path, `${path}-wal`].map(signatureOf).join(" ");
}

function signatureOf(path: string): string {
  const stats: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.size}:${stats.mtimeMs}` : "";
}
