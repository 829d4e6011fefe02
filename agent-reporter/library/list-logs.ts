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

/** A folder where an agent keeps its logs. */
export type AgentRoot = { adapter: RuntimeAdapter; root: LogRoot };

/** The folders that the environment names, there or not. Telling them looks at the disk. */
export const agentRoots = (env: Record<string, string | undefined>): AgentRoot[] =>
  runtimeAdapters.flatMap((adapter) => adapter.roots(env).map((root) => ({ adapter, root })));

/** All logs in folders, by path. Null where some folder cannot be opened. Nothing is read. */
export function listLogs(roots: AgentRoot[]): Map<string, ListedLog> | null {
  const found = new Map<string, ListedLog>();
  let isAll = true;
  for (const { adapter, root } of roots.filter(isThere)) {
    for (const { path, relative } of findTranscripts(root.path, adapter, () => (isAll = false))) {
      if (!found.has(path)) found.set(path, { adapter, relative, ...stateOf(path) });
    }
  }
  return isAll ? found : null;
}

const isThere = ({ root }: AgentRoot) => existsSync(root.path);

/** How much there is to read of one agent in one folder. */
export type FoundLogs = { runtime: string; root: string; files: number; bytes: number };

/** The folders that hold logs. Nothing is read. */
export function countLogs(env: Record<string, string | undefined>): FoundLogs[] {
  const there = agentRoots(env).filter(isThere);
  const all = there.map(({ adapter, root }) => {
    const files = findTranscripts(root.path, adapter, () => {});
    const sizes = files.map(({ path }) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { runtime: adapter.runtime, root: root.path, files: files.length, bytes };
  });
  return all.filter(({ files }) => files > 0);
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
