import { z } from "zod";
import { sessionFilter, sessionSummary } from "./sessions.ts";
import { nanoUsdSum, totals } from "./totals.ts";

const moment = z.iso.datetime();
const day = z.iso.date();

const dayMs = 86_400_000;
const mostDays = 62;

/** Days of the workspace's time zone, both included, with the filters of the list of sessions. */
export const sessionDaysQuery = sessionFilter
  .extend({
    from: day,
    to: day,
    /** Of each day so many sessions, the most expensive ones. */
    limit: z.coerce.number().int().min(0).max(100).default(10),
  })
  .refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) < mostDays * dayMs, {
    message: `Ask for at most ${mostDays} days, the first one as \`from\`.`,
    path: ["to"],
  });

/** A session on one day: from its first to its last hour there, and what it came to on that day. */
export const sessionOfDay = z.object({
  session: sessionSummary,
  from: moment,
  to: moment,
  tokens: z.int(),
  costNanoUsd: nanoUsdSum,
});

/** A day of the workspace's calendar. `to` is exclusive; a day on which clocks change has 23 or 25 hours. */
export const sessionDay = z.object({
  date: day,
  from: moment,
  to: moment,
  /** How many sessions worked on it. */
  sessions: z.int(),
  totals,
  /** The most expensive ones, in the order of their beginning. */
  items: z.array(sessionOfDay),
});

export const sessionDays = z.object({
  timezone: z.string(),
  /** How many sessions worked on any of the days, each counted once. */
  sessions: z.int(),
  totals,
  days: z.array(sessionDay),
});

export type SessionDaysQuery = z.infer<typeof sessionDaysQuery>;
export type SessionOfDay = z.infer<typeof sessionOfDay>;
export type SessionDay = z.infer<typeof sessionDay>;
export type SessionDays = z.infer<typeof sessionDays>;
