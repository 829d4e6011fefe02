import { z } from "zod";
import { diffFigures, gitCommit, gitHistory, startIs, uncommittedWork } from "./git.ts";
import { apiErrorKind, toolErrorKind, toolOutcome } from "./ingest.ts";
import { totals } from "./totals.ts";

export const sessionType = z.enum(["feature", "bugfix", "refactor", "research", "deployment"]);
export const sessionStatus = z.enum(["active", "paused", "completed", "cancelled"]);
export const sessionOrigin = z.enum(["manual", "auto"]);

const named = z.object({ id: z.string(), name: z.string() });
const moment = z.iso.datetime();

/** A dev session as lists and live messages show it. */
export const sessionSummary = z.object({
  id: z.string(),
  title: z.string(),
  type: sessionType,
  status: sessionStatus,
  origin: sessionOrigin,
  /** Rises with every change; a message with a smaller one is old. */
  revision: z.int(),
  runtime: z.string(),
  /** The runtime's own id of an auto session's root run, such as Claude Code's session id; the text filter finds it. */
  rootRunId: z.string().nullable(),
  project: named.extend({ slug: z.string() }).nullable(),
  person: named.extend({ image: z.string().nullable() }).nullable(),
  branch: z.string().nullable(),
  /** The model of the newest event. */
  lastModel: z.string().nullable(),
  startedAt: moment,
  /** Null while active or paused. */
  endedAt: moment.nullable(),
  lastActivityAt: moment,
  /** Wall time less pauses, in milliseconds, up to the last activity. */
  durationMs: z.int(),
  /** What somebody reckoned before the work, in whole VIBE. */
  estimateVibe: z.int().nullable(),
  /** Since when a manual session runs: it has lasted `durationMs` and the time from the later of this and `lastActivityAt`. */
  runningSince: moment.nullable(),
  totals,
});

/** What a run is for: a root run implements, a sub-agent does what its kind's name says. */
export const runKind = z.enum(["planning", "implementation", "review", "other"]);

/** One transcript in a session, with what it cost. */
export const sessionRun = z.object({
  id: z.string(),
  runtime: z.string(),
  parentRunId: z.string().nullable(),
  title: z.string().nullable(),
  agentType: z.string().nullable(),
  version: z.string().nullable(),
  startedAt: moment,
  totals,
});

/** What a session's runs did to one repository, from the earliest start commit to the latest end commit. */
export const sessionGit = z.object({
  repository: z.string(),
  branch: z.string().nullable(),
  startCommit: z.string().nullable(),
  startIs: startIs.nullable(),
  endCommit: z.string().nullable(),
  history: gitHistory,
  isShallow: z.boolean(),
  commitCount: z.int().nullable(),
  /** Newest first, each once. There may be more than these. */
  commits: z.array(gitCommit.extend({ at: moment })),
  /** Null where it is not known, never zeros. */
  diff: diffFigures.nullable(),
  /** `range`: between the first and the last commit. `commits`: commit by commit, where several runs took turns. */
  diffOf: z.enum(["range", "commits"]).nullable(),
  /** By the latest observation. */
  uncommitted: uncommittedWork.nullable(),
  /** Pull requests that logs name. */
  links: z.array(z.string()),
  observedAt: moment,
});

/** What a session did to a task. */
export const taskRelationship = z.enum(["created", "completed", "updated", "blocked"]);

export const sessionDetail = sessionSummary.extend({
  /** When a manual session ran, pauses left out; `to` is null while it does. */
  stretches: z.array(z.object({ from: moment, to: moment.nullable() })),
  summary: z.string().nullable(),
  keyChanges: z.array(z.string()),
  nextSteps: z.array(z.string()),
  tasks: z.array(z.object({ key: z.string(), relationship: taskRelationship, at: moment })),
  /** Gaps of more than five minutes between events left out. */
  activeMs: z.int(),
  headCommit: z.string().nullable(),
  /** For each repository that its runs worked in; the latest first. */
  git: z.array(sessionGit),
  byModel: z.array(z.object({ model: z.string().nullable(), totals })),
  byRun: z.array(sessionRun),
  /** By what the runs are for; the largest first, and none that cost nothing. */
  byKind: z.array(z.object({ kind: runKind, totals })),
  /** Cost over time: hourly sums, oldest first, empty hours left out. */
  byHour: z.array(z.object({ at: moment, totals })),
});

/** A turn is one model response, a tool one tool call, an error one failed request. Ordered by time. */
export const timelineItem = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("turn"),
    key: z.string(),
    runId: z.string(),
    at: moment,
    model: z.string().nullable(),
    input: z.int(),
    output: z.int(),
    cacheRead: z.int(),
    cacheWrite: z.int(),
    /** Null where the model has no price. */
    costNanoUsd: z.int().nullable(),
    lowerBound: z.boolean(),
    auxiliary: z.boolean(),
    isSubagent: z.boolean(),
  }),
  z.object({
    type: z.literal("tool"),
    key: z.string(),
    runId: z.string(),
    at: moment,
    name: z.string(),
    /** From where it was asked for to its result, waiting included. */
    durationMs: z.int().nullable(),
    /** How long the tool itself ran; null where nobody knows. */
    ranMs: z.int().nullable(),
    outcome: toolOutcome,
    /** What a shell call does, by its program: `git commit`. */
    verb: z.string().nullable(),
    /** Null where nothing failed, or nobody knows why. */
    errorKind: toolErrorKind.nullable(),
    exitCode: z.int().nullable(),
    destructive: z.boolean(),
    isSubagent: z.boolean(),
  }),
  z.object({
    type: z.literal("error"),
    key: z.string(),
    runId: z.string(),
    at: moment,
    kind: apiErrorKind,
    /** The HTTP status, where there was an answer. */
    status: z.int().nullable(),
    model: z.string().nullable(),
    attempt: z.int().nullable(),
    maxAttempts: z.int().nullable(),
    /** When the agent tries again; null where it does not, or the log does not tell. */
    retryInMs: z.int().nullable(),
    isSubagent: z.boolean(),
  }),
]);

export const timelinePage = z.object({
  items: z.array(timelineItem),
  /** Pass as `cursor` for the next page; null at the end. */
  nextCursor: z.string().nullable(),
});

/** Filters of the sessions list; `from` and `to` bound the start, `to` is exclusive. */
export const sessionFilter = z.object({
  /** A project's slug, id or key. */
  project: z.string().optional(),
  /** An id, or `me`. */
  person: z.string().optional(),
  type: sessionType.optional(),
  status: sessionStatus.optional(),
  from: moment.optional(),
  to: moment.optional(),
  /** Text in the title or the branch. */
  q: z.string().max(100).optional(),
});

/** Of sessions that are active or paused. */
export const activeFilter = sessionFilter
  .pick({ project: true, person: true })
  .extend({ origin: sessionOrigin.optional() });

/** The order of the sessions list; with `-` the greatest or latest stands first. */
export const sessionSort = z.enum([
  "-started",
  "started",
  "-cost",
  "cost",
  "-tokens",
  "tokens",
  "-duration",
  "duration",
]);

export const sessionPage = z.object({
  items: z.array(sessionSummary),
  nextCursor: z.string().nullable(),
});

export const sessionStats = z.object({ sessions: z.int(), durationMs: z.int(), totals });

export type SessionSummary = z.infer<typeof sessionSummary>;
export type SessionRun = z.infer<typeof sessionRun>;
export type SessionGit = z.infer<typeof sessionGit>;
export type SessionDetail = z.infer<typeof sessionDetail>;
export type TimelineItem = z.infer<typeof timelineItem>;
export type TimelinePage = z.infer<typeof timelinePage>;
export type SessionStatus = z.infer<typeof sessionStatus>;
export type SessionType = z.infer<typeof sessionType>;
export type SessionFilter = z.infer<typeof sessionFilter>;
export type ActiveFilter = z.infer<typeof activeFilter>;
export type SessionSort = z.infer<typeof sessionSort>;
export type SessionPage = z.infer<typeof sessionPage>;
export type SessionStats = z.infer<typeof sessionStats>;
