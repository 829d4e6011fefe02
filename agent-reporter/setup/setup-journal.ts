import { createHash } from "node:crypto";
import path from "node:path";
import { fieldOf, readStateFile, textOf, writeStateFile } from "../config/state-file.ts";
import { type FileChange, textOfFile } from "./settings-file.ts";

/** What `stint init` put where, so that `stint init --undo` takes out exactly that. */
export type SetupEntry = {
  kind: "hooks" | "statusline" | "notify" | "service";
  file: string;
  /** A copy of the file as it was; null where there was none. */
  backup: string | null;
  /** Of the content that was written: unchanged since, the copy is put back as it is. */
  written: string;
  /** What the status line was before, as JSON; null where there was none. */
  previous: string | null;
};

const journalFile = (folder: string) => path.join(folder, "setup.json");

export function readJournal(folder: string): SetupEntry[] {
  const entries = fieldOf(readStateFile(journalFile(folder)), "entries");
  return Array.isArray(entries) ? entries.filter((one) => textOf(one, "file")) : [];
}

export function writeJournal(folder: string, entries: SetupEntry[]): void {
  writeStateFile(journalFile(folder), `${JSON.stringify({ entries }, null, 2)}\n`);
}

/** Notes a change before it is made: ended in between, undoing it finds nothing to take out. */
export function noteChange(
  folder: string,
  { file, before, after }: FileChange,
  { kind, previous }: Pick<SetupEntry, "kind" | "previous">,
): void {
  const backup = before === null ? null : path.join(folder, "backups", backupName(file, before));
  if (backup !== null && before !== null) writeStateFile(backup, before);
  const entry = { kind, file, backup, written: hashOf(after ?? ""), previous };
  writeJournal(folder, [...readJournal(folder), entry]);
}

/** By content, so that the same copy is kept once. */
const backupName = (file: string, content: string) =>
  `${path.basename(file)}.${hashOf(content).slice(0, 12)}`;

export const hashOf = (content: string): string =>
  createHash("sha256").update(content).digest("hex");

/** The content of the copy; undefined where it is gone. */
export function backupOf({ backup }: SetupEntry): string | null | undefined {
  return backup === null ? null : (textOfFile(backup) ?? undefined);
}
