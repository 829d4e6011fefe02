import { messageOf } from "../output/command-error.ts";
import { hookedEvents, hasOwnStatusLine, withoutHooks, withStatusLine } from "./edit-json.ts";
import { hasOwnNotify, withoutNotify } from "./edit-toml.ts";
import { type FileChange, textOfFile, writeChange } from "./settings-file.ts";
import { backupOf, hashOf, readJournal, type SetupEntry, writeJournal } from "./setup-journal.ts";

/** What became of one thing that init had put somewhere. */
export type Undone = { entry: SetupEntry; change: FileChange | null; problem: string | null };

/**
 * Takes out what init put in, the last first. A file that nobody touched since becomes what it was, byte for byte; from
 * another our entries alone are taken out. What cannot be taken out stays in the journal.
 */
export function undoSetup(folder: string): Undone[] {
  const undone: Undone[] = [];
  const left: SetupEntry[] = [];
  for (const entry of readJournal(folder).toReversed()) {
    if (entry.kind === "service") {
      left.unshift(entry);
      continue;
    }
    try {
      const change = changeBack(entry);
      if (change) writeChange(change);
      undone.push({ entry, change, problem: null });
    } catch (error) {
      left.unshift(entry);
      undone.push({ entry, change: null, problem: messageOf(error) });
    }
  }
  if (undone.length > 0) writeJournal(folder, left);
  return undone;
}

/** Null where nothing of ours is left. */
function changeBack(entry: SetupEntry): FileChange | null {
  const { file } = entry;
  const before = textOfFile(file);
  if (before === null) return null;
  const backup = backupOf(entry);
  const isUntouched = backup !== undefined && hashOf(before) === entry.written;
  const after = isUntouched ? backup : emptied(entry, withoutOurs(entry, before));
  return after === before ? null : { file, before, after };
}

/** A file that init made goes when nothing else is in it. */
const emptied = ({ backup }: SetupEntry, text: string): string | null =>
  backup === null && /^\uFEFF?\s*(?:\{\s*\}\s*)?$/.test(text) ? null : text;

function withoutOurs({ kind, previous }: SetupEntry, text: string): string {
  switch (kind) {
    case "hooks":
      return hookedEvents(text).length > 0 ? withoutHooks(text) : text;
    case "statusline": {
      if (!hasOwnStatusLine(text)) return text;
      return withStatusLine(text, previous === null ? undefined : JSON.parse(previous));
    }
    case "notify":
      return hasOwnNotify(text) ? withoutNotify(text) : text;
    case "service":
      return text;
  }
}
