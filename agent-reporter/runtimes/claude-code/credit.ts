import { mergeMessages } from "./read-usage.ts";
import type { ClaudeRecords, MessageRecord, RunIds } from "./records.ts";

/** The contract's last moment: the claim of a run whose work is all shared. */
const never = 8.64e15;

/** One transcript among the others. */
export type ClaudeFile = {
  path: string;
  records: ClaudeRecords;
  run: RunIds;
  /** When its own work began, which stands in no other file; `never` where all of it does. */
  beganAt: number;
};

/** Which files hold which message, over all transcripts of the machine. */
export class MessageHolders {
  #holders = new Map<string, ClaudeFile[]>();

  add(key: string, file: ClaudeFile): void {
    const holders = this.#holders.get(key);
    if (!holders) this.#holders.set(key, [file]);
    else if (!holders.includes(file)) holders.push(file);
  }

  of(key: string): ClaudeFile[] {
    return this.#holders.get(key) ?? [];
  }

  /** Files with a line of the message's own; those with an echo only where there is no other. */
  #claimants(key: string): ClaudeFile[] {
    const holders = this.of(key);
    const real = holders.filter((file) => file.records.messages[key]?.isEcho === false);
    return real.length > 0 ? real : holders;
  }

  /** When the file's own, unshared work began. */
  beganAt(file: ClaudeFile): number {
    let began = never;
    for (const message of Object.values(file.records.messages)) {
      if (message.isEcho || message.at >= began) continue;
      const claimants = this.#claimants(message.key);
      if (claimants.length === 1 && claimants[0] === file) began = message.at;
    }
    return began;
  }

  /**
   * Whose message it is, and what all its lines come to: a run's own line before a sub-agent's, then the run whose own
   * work began first (so that a fork's copies stay with what was forked), then the smaller run id.
   */
  credit(key: string): { file: ClaudeFile; message: MessageRecord } | null {
    const claimants = this.#claimants(key);
    const [first, ...others] = claimants.toSorted(
      (a, b) =>
        rankOf(a, key) - rankOf(b, key) ||
        a.beganAt - b.beganAt ||
        (a.run.id < b.run.id ? -1 : Number(a.run.id > b.run.id)),
    );
    const own = first?.records.messages[key];
    if (!first || !own) return null;
    const message = others.reduce((merged, file) => {
      const other = file.records.messages[key];
      return other ? mergeMessages(merged, other) : merged;
    }, own);
    return { file: first, message: { ...message, isSidechain: own.isSidechain } };
  }
}

/** How strong a file's claim is: 0 its own line, 1 a sub-agent's, 2 an echo. */
export function rankOf(file: ClaudeFile, key: string): number {
  const message = file.records.messages[key];
  if (!message || message.isEcho) return 2;
  return message.isSidechain ? 1 : 0;
}
