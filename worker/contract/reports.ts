import { z } from "zod";
import { sessionStatus, sessionType } from "./sessions.ts";
import { nanoUsdSum } from "./totals.ts";

const moment = z.iso.datetime();

/** What tokens came to. VIBE is a decimal number without rounding; it and the dollars are null where nothing has a price. */
export const reportCost = z.object({
  tokens: z.int(),
  /** Null: no response has a price. */
  costNanoUsd: nanoUsdSum.nullable(),
  costUsd: z.string().nullable(),
  vibe: z.string().nullable(),
  events: z.int(),
  /** Responses without a price: they are not in the cost. */
  unpricedEvents: z.int(),
  /** Responses that were logged before their final count. */
  lowerBoundEvents: z.int(),
});

/** A session's report. Null is what is not known; it is not zero, and not "none". */
export const sessionReport = z.object({
  sessionId: z.string(),
  title: z.string(),
  type: sessionType,
  status: sessionStatus,
  startedAt: moment,
  /** Null while it goes on. */
  endedAt: moment.nullable(),
  durationMs: z.int(),
  activeMs: z.int(),
  timezone: z.string(),
  runtime: z.string(),
  project: z.string().nullable(),
  person: z.string().nullable(),
  branch: z.string().nullable(),
  metrics: reportCost.extend({
    filesChanged: z.int().nullable(),
    linesAdded: z.int().nullable(),
    linesRemoved: z.int().nullable(),
    commits: z.int().nullable(),
    estimateVibe: z.int().nullable(),
  }),
  /** Most expensive first. `model` is null where the log does not tell. */
  byModel: z.array(reportCost.extend({ model: z.string().nullable() })),
  /** Oldest first. `name` is the sub-agent's kind or the run's title. */
  byRun: z.array(
    reportCost.extend({
      id: z.string(),
      name: z.string().nullable(),
      parentRunId: z.string().nullable(),
    }),
  ),
  summary: z.string().nullable(),
  /** Null where the session is linked with no task; a name is null where the task is known by its key alone. */
  tasksCompleted: z.array(z.object({ key: z.string(), name: z.string().nullable() })).nullable(),
  /** A subject is null where titles stay on the machine. */
  gitCommits: z.array(z.object({ hash: z.string(), subject: z.string().nullable() })).nullable(),
  keyChanges: z.array(z.string()).nullable(),
  nextSteps: z.array(z.string()).nullable(),
  /** The session's revision that it tells of. */
  revision: z.int(),
  generatedAt: moment,
});

export type ReportCost = z.infer<typeof reportCost>;
export type SessionReport = z.infer<typeof sessionReport>;
