import { hourMs } from "./ledger-changes.ts";
import type { Day } from "./periods.ts";
import { addSums, noSums, type Sums } from "./sums.ts";

/** An hour of a session that worked over midnight. */
export type SessionHour = {
  id: string;
  startedAt: number;
  lastActivityAt: number;
  hourAt: number;
  sums: Sums;
};

/** What a session did on one day: the stretch from its first to its last hour there, and its sums. */
export type DayPart = { id: string; date: string; from: number; to: number; sums: Sums };

/**
 * Sessions that worked over midnight, cut at the ends of days. A day between two on which a session worked, and on which
 * it did nothing, has no part of it. Hours come in their order; one over midnight counts to the day it begins in.
 */
export function dayParts(hours: SessionHour[], days: Day[]): DayPart[] {
  const parts = new Map<string, DayPart>();
  for (const { id, startedAt, lastActivityAt, hourAt, sums } of hours) {
    const day = days.find(({ from, to }) => hourAt >= from && hourAt < to);
    if (!day) continue;
    const key = `${day.date} ${id}`;
    const from = Math.max(startedAt, hourAt);
    const part = parts.get(key) ?? { id, date: day.date, from, to: from, sums: noSums() };
    part.to = Math.max(from, Math.min(lastActivityAt, hourAt + hourMs, day.to));
    addSums(part.sums, sums);
    parts.set(key, part);
  }
  return [...parts.values()];
}
