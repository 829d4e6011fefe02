import { existsSync, statSync } from "node:fs";
import type { LogRoot, RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import { runtimeAdapters } from "../runtimes/runtime-list.ts";
import { findTranscripts } from "./find-transcripts.ts";

/** A log, with what changes whenever its file does. */
export type ListedLog = {
  adapter: RuntimeAdapter;
  relative: string;
  size: number;
  signature: string;
};

/** All logs that the environment names, by path. Null where some folder cannot be opened. Nothing is read. */
export function listLogs(env: Record<string, string | undefined>): Map<string, ListedLog> | null {
  const found = new Map<string, ListedLog>();
  let isAll = true;
  for (const { adapter, root } of rootsOf(env)) {
    for (const { path, relative } of findTranscripts(root.path, adapter, () => (isAll = false))) {
      if (!found.has(path)) found.set(path, { adapter, relative, ...stateOf(path) });
    }
  }
  return isAll ? found : null;
}

/** How much there is to read of one agent in one folder. */
export type FoundLogs = { runtime: string; root: string; files: number; bytes: number };

/** The folders that hold logs. Nothing is read. */
export function countLogs(env: Record<string, string | undefined>): FoundLogs[] {
  const all = rootsOf(env).map(({ adapter, root }) => {
    const files = findTranscripts(root.path, adapter, () => {});
    const sizes = files.map(({ path }) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { runtime: adapter.runtime, root: root.path, files: files.length, bytes };
  });
  return all.filter(({ files }) => files > 0);
}

/** The folders that the environment names, there or not. */
export const logRoots = (env: Record<string, string | undefined>): string[] =>
  runtimeAdapters.flatMap((adapter) => adapter.roots(env).map(({ path }) => path));

function rootsOf(
  env: Record<string, string | undefined>,
): { adapter: RuntimeAdapter; root: LogRoot }[] {
  return runtimeAdapters.flatMap((adapter) =>
    adapter
      .roots(env)
      .filter((root) => existsSync(root.path))
      .map((root) => ({ adapter, root })),
  );
}

/** A database's newest rows stand in a file of their own beside it. */
function stateOf(path: string): { size: number; signature: string } {
  const own = fileState(path);
  if (!/\.(?:db|sqlite3?)$/.test(path)) return own;
  return { size: own.size, signature: `${own.signature} ${fileState(`${path}-wal`).signature}` };
}

function fileState(path: string): { size: number; signature: string } {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return { size: 0, signature: "" };
  const { ino, size, mtimeMs } = stats;
  return { size, signature: `${ino}:${size}:${mtimeMs}` };
}
