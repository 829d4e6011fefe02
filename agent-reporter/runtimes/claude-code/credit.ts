import { mergeMessages } from "./read-usage.ts";
import type { ClaudeRecords, MessageRecord, RunIds } from "./records.ts";

/** The contract's last moment: the claim of a run whose work is all shared. */
export const never = 8.64e15;

/** One transcript among the others. */
export type ClaudeFile = {
  path: string;
  records: ClaudeRecords;
  run: RunIds;
  /** When its own work began, which stands in no other run's file; `never` where all of it does. */
  beganAt: number;
};

export type Credit = { file: ClaudeFile; message: MessageRecord };

const none: ClaudeFile[] = [];

/** Which files hold which message, over all transcripts of the machine. */
export class MessageHolders {
  /** Most messages have one holder, which then stands alone. */
  #holders = new Map<string, ClaudeFile | ClaudeFile[]>();

  add(key: string, file: ClaudeFile): void {
    const held = this.#holders.get(key);
    if (held === undefined || held === file) this.#holders.set(key, file);
    else if (!Array.isArray(held)) this.#holders.set(key, [held, file]);
    else if (!held.includes(file)) held.push(file);
  }

  /** The files that share the message; empty where only one has it. */
  sharers(key: string): ClaudeFile[] {
    const held = this.#holders.get(key);
    return Array.isArray(held) ? held : none;
  }

  /** When the file's own, unshared work began. */
  beganAt(file: ClaudeFile): number {
    let began = never;
    for (const message of file.records.messages.values()) {
      if (message.isEcho || message.at >= began) continue;
      const isOwn = claimants(this.sharers(message.key), message.key).every(
        (other) => other.run.id === file.run.id,
      );
      if (isOwn) began = message.at;
    }
    return began;
  }

  /**
   * Whose message it is, and what all its lines come to: a run's own line before a sub-agent's, then the run whose own
   * work began first (so that a fork's copies stay with what was forked), then the smaller run id.
   */
  credit(key: string): Credit | null {
    const held = this.#holders.get(key);
    if (held === undefined) return null;
    if (!Array.isArray(held)) {
      const message = held.records.messages.get(key);
      return message ? { file: held, message } : null;
    }
    const [first, ...others] = claimants(held, key).toSorted(
      (a, b) => rankOf(a, key) - rankOf(b, key) || compareFiles(a, b),
    );
    const own = first?.records.messages.get(key);
    if (!first || !own) return null;
    const message = others.reduce((merged, file) => {
      const other = file.records.messages.get(key);
      return other ? mergeMessages(merged, other) : merged;
    }, own);
    const { isSidechain, isCopy } = own;
    return { file: first, message: { ...message, isSidechain, isCopy } };
  }
}

/** Files with a line of the message's own; those with an echo only where there is no other. */
function claimants(holders: ClaudeFile[], key: string): ClaudeFile[] {
  const real = holders.filter((file) => file.records.messages.get(key)?.isEcho === false);
  return real.length > 0 ? real : holders;
}

/** Two files of one run are a moved one and what was kept of it: the longer one leads. */
function compareFiles(a: ClaudeFile, b: ClaudeFile): number {
  return (
    a.beganAt - b.beganAt ||
    compareTexts(a.run.id, b.run.id) ||
    (b.records.lastAt ?? 0) - (a.records.lastAt ?? 0) ||
    compareTexts(a.path, b.path)
  );
}

const compareTexts = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** How strong a file's claim is: 0 its own line, 1 a sub-agent's or what a fork says it copied, 2 an echo. */
export function rankOf(file: ClaudeFile, key: string): number {
  const message = file.records.messages.get(key);
  if (!message || message.isEcho) return 2;
  return message.isSidechain || message.isCopy ? 1 : 0;
}
