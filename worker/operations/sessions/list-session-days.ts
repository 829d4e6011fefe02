import type { SessionDay, SessionDays, SessionDaysQuery } from "#contract/session-days.ts";
import type { SessionSummary } from "#contract/sessions.ts";
import { calendarDays, type Day } from "#worker/domain/periods.ts";
import { type DayPart, dayParts } from "#worker/domain/session-days.ts";
import { addSums, noSums, type Sums, totalsOf } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { readTimezone } from "../team/read-timezone.ts";
import { readLongSessions, readShortSessions, readTopSessions } from "./read-session-days.ts";
import { isoOf, readSummaries } from "./read-summaries.ts";

/**
 * Sessions by the days of the workspace on which they worked. Whatever began and ended on one day is added up where it
 * is; only what worked over midnight is read hour by hour.
 */
export async function listSessionDays(
  ctx: OperationContext,
  { from, to, limit, ...filter }: SessionDaysQuery,
): Promise<SessionDays> {
  const timezone = await readTimezone(ctx);
  const days = calendarDays(from, to, timezone);
  const asked = { filter, days, limit };
  const [short, top, hours] = await Promise.all([
    readShortSessions(ctx, asked),
    readTopSessions(ctx, asked),
    readLongSessions(ctx, asked),
  ]);
  const parts = dayParts(hours, days);
  const shown = days.map((day) => mostExpensive(candidatesOf(day, top, parts), limit));
  const summaries = await readSummaries(ctx, [...new Set(shown.flat().map(({ id }) => id))]);
  const byId = new Map(summaries.map((summary) => [summary.id, summary]));
  const sums = (date?: string) => sumsOf([...short, ...parts], date);
  return {
    timezone,
    sessions:
      short.reduce((count, { sessions }) => count + sessions, 0) +
      new Set(parts.map(({ id }) => id)).size,
    totals: totalsOf(sums()),
    days: days.map((day, nth) => ({
      date: day.date,
      from: isoOf(day.from),
      to: isoOf(day.to),
      sessions:
        (short.find(({ date }) => date === day.date)?.sessions ?? 0) +
        parts.filter(({ date }) => date === day.date).length,
      totals: totalsOf(sums(day.date)),
      items: (shown[nth] ?? []).flatMap((one) => itemOf(one, byId)).toSorted(earliestFirst),
    })),
  };
}

/** What may stand on a day; a session within one day has no part of its own. */
type Candidate = { id: string; costNanoUsd: number; part?: DayPart };
type Top = Awaited<ReturnType<typeof readTopSessions>>;

const candidatesOf = ({ date }: Day, top: Top, parts: DayPart[]): Candidate[] => [
  ...top.filter((one) => one.date === date),
  ...parts
    .filter((part) => part.date === date)
    .map((part) => ({ id: part.id, costNanoUsd: part.sums.costNanoUsd, part })),
];

const mostExpensive = (candidates: Candidate[], limit: number) =>
  candidates.toSorted((a, b) => b.costNanoUsd - a.costNanoUsd).slice(0, limit);

/** Nothing where the session went away meanwhile. */
function itemOf({ id, part }: Candidate, byId: Map<string, SessionSummary>): SessionDay["items"] {
  const session = byId.get(id);
  if (!session) return [];
  const { startedAt, lastActivityAt, totals } = session;
  if (!part) {
    const { total: tokens, costNanoUsd } = totals;
    return [{ session, from: startedAt, to: lastActivityAt, tokens, costNanoUsd }];
  }
  const { total: tokens, costNanoUsd } = totalsOf(part.sums);
  return [{ session, from: isoOf(part.from), to: isoOf(part.to), tokens, costNanoUsd }];
}

const earliestFirst = (a: SessionDay["items"][number], b: SessionDay["items"][number]) =>
  Date.parse(a.from) - Date.parse(b.from) || (a.session.id < b.session.id ? -1 : 1);

/** Of one day, or of all. */
function sumsOf(added: { date: string; sums: Sums }[], date?: string): Sums {
  const sums = noSums();
  for (const one of added) if (!date || one.date === date) addSums(sums, one.sums);
  return sums;
}
