import type { ClaudeFile, MessageHolders } from "./credit.ts";
import type { CostState } from "./records.ts";

/**
 * The session that a fork was made of, as far as its transcript is here; null for one that is none. Credit does not
 * tell: a fork that goes on before its parent is credited with what both hold.
 */
export function forkParent(fork: ClaudeFile, holders: MessageHolders): ClaudeFile | null {
  const shared = sharedWith(fork, holders);
  const files = [...shared.keys()];
  const named = files.find((file) => file.run.id === fork.records.forkedFrom);
  if (named) return named;
  const earlier = files.filter((file) => compareOrigins(file, fork) < 0);
  const count = (file: ClaudeFile) => shared.get(file) ?? 0;
  return earlier.toSorted((a, b) => count(b) - count(a) || compareOrigins(a, b))[0] ?? null;
}

/** How many messages the fork has from each other session; those that the other says it copied do not count. */
function sharedWith(fork: ClaudeFile, holders: MessageHolders): Map<ClaudeFile, number> {
  const shared = new Map<ClaudeFile, number>();
  for (const { key, isCopy } of fork.records.messages.values()) {
    for (const file of holders.sharers(key)) {
      const isCopiedThere = !isCopy && file.records.messages.get(key)?.isCopy === true;
      const isOther = file.run.parent === null && file.run.id !== fork.run.id;
      if (isOther && !isCopiedThere) shared.set(file, (shared.get(file) ?? 0) + 1);
    }
  }
  return shared;
}

/** Where the parent's totals stood when the fork was made: before the first message that only one of them has. */
export function inheritedTotals(fork: ClaudeFile, parent: ClaudeFile): CostState | undefined {
  const forkWent = firstMissing(fork, parent);
  const parentWent = firstMissing(parent, fork);
  return parent.records.costStates.findLast(({ at }) => at <= forkWent && at < parentWent);
}

/** When the first message came that the other file does not have. */
function firstMissing({ records }: ClaudeFile, other: ClaudeFile): number {
  let first = Infinity;
  for (const { key, at, isEcho } of records.messages.values())
    if (!isEcho && !other.records.messages.has(key)) first = Math.min(first, at);
  return first;
}

/** Totals are not copied: a file that has some of before its own work has done what it shares itself. */
function originOf({ records, beganAt }: ClaudeFile): [rank: number, at: number] {
  const first = records.costStates[0];
  return first && first.at < beganAt ? [0, first.at] : [1, beganAt];
}

function compareOrigins(a: ClaudeFile, b: ClaudeFile): number {
  const [rankA, atA] = originOf(a);
  const [rankB, atB] = originOf(b);
  return rankA - rankB || atA - atB || (a.run.id < b.run.id ? -1 : 1);
}
