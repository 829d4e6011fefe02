import { sql } from "drizzle-orm";
import {
  type AnySQLiteColumn,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

/*
 * Every row belongs to one workspace, whose id (better-auth's organization id) leads each key. Money is integer
 * nano-dollars, time is Unix milliseconds. `""` stands for "none" in key columns, since NULLs are never equal.
 * Tables with a composite key are WITHOUT ROWID (edited into the migration): one row written for each insert.
 */

const tokenColumns = {
  input: integer().notNull().default(0),
  output: integer().notNull().default(0),
  cacheRead: integer("cache_read").notNull().default(0),
  cacheWrite5m: integer("cache_write_5m").notNull().default(0),
  cacheWrite1h: integer("cache_write_1h").notNull().default(0),
  reasoning: integer().notNull().default(0),
  webSearches: integer("web_searches").notNull().default(0),
};

/** The sums that sessions and rollups carry, equal to a sum over their events at any time. */
const totalColumns = {
  ...tokenColumns,
  events: integer().notNull().default(0),
  lowerBoundEvents: integer("lower_bound_events").notNull().default(0),
  unpricedEvents: integer("unpriced_events").notNull().default(0),
  auxiliaryTokens: integer("auxiliary_tokens").notNull().default(0),
  costNanoUsd: integer("cost_nano_usd").notNull().default(0),
};

/** Where runs work: a repository or a folder, the same one on every machine by its key. */
export const project = sqliteTable(
  "project",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    /** `github.com/acme/api` or `folder/<name>`. */
    key: text().notNull(),
    name: text().notNull(),
    slug: text().notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("project_key").on(t.workspaceId, t.key),
    uniqueIndex("project_slug").on(t.workspaceId, t.slug),
  ],
);

/** SQLite takes an index for a query that has the index's own words: these, without parameters. */
export const openSession = sql`status IN ('active', 'paused')`;
/** Only sessions that ended stand in the orders by their figures: what is live would move in them with each event. */
export const endedSession = sql`status IN ('completed', 'cancelled')`;

type TokenColumns = Record<
  "input" | "output" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h",
  AnySQLiteColumn
>;
/** All tokens of a session. */
export const sessionTokens = (t: TokenColumns) =>
  sql<number>`(${t.input} + ${t.output} + ${t.cacheRead} + ${t.cacheWrite5m} + ${t.cacheWrite1h})`;
type TimeColumns = Record<
  "origin" | "startedAt" | "lastActivityAt" | "workedMs" | "runningSince",
  AnySQLiteColumn
>;
/** The same as `durationOf` in the domain; without commas, at which drizzle-kit would cut an index's expression. */
export const sessionDuration = (t: TimeColumns) =>
  sql<number>`(CASE WHEN ${t.origin} = 'auto' THEN ${t.lastActivityAt} - ${t.startedAt}
    WHEN ${t.runningSince} < ${t.lastActivityAt} THEN ${t.workedMs} + ${t.lastActivityAt} - ${t.runningSince}
    ELSE ${t.workedMs} END)`;

/** Sessions begun by hand that ended: their pauses are not in their durations. */
export const endedManualSession = sql`origin = 'manual' AND status IN ('completed', 'cancelled')`;
/** From a session's start to its last activity, pauses included, in milliseconds. */
export const sessionSpan = (t: Record<"startedAt" | "lastActivityAt", AnySQLiteColumn>) =>
  sql<number>`(${t.lastActivityAt} - ${t.startedAt})`;

/** A stretch of work. Its sums and revision move in the same transaction as its events. */
export const devSession = sqliteTable(
  "dev_session",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    title: text().notNull(),
    /** A title that a person gave is never replaced by one that we found. */
    titleIsOwn: integer("title_is_own", { mode: "boolean" }).notNull().default(false),
    type: text({ enum: ["feature", "bugfix", "refactor", "research", "deployment"] }).notNull(),
    typeIsOwn: integer("type_is_own", { mode: "boolean" }).notNull().default(false),
    status: text({ enum: ["active", "paused", "completed", "cancelled"] }).notNull(),
    origin: text({ enum: ["manual", "auto"] }).notNull(),
    /** Of a manual session the newest event's; `""` before the first. */
    runtime: text().notNull(),
    /** The runtime's own id of the root run of an auto session: what people find in their agent's files. */
    rootRunId: text("root_run_id"),
    projectId: text("project_id").notNull().default(""),
    personId: text("person_id").notNull(),
    branch: text(),
    headCommit: text("head_commit"),
    lastModel: text("last_model"),
    startedAt: integer("started_at").notNull(),
    endedAt: integer("ended_at"),
    lastActivityAt: integer("last_activity_at").notNull(),
    /** Of a manual session: how long its stretches were that are over, and when the present one began. */
    workedMs: integer("worked_ms").notNull().default(0),
    runningSince: integer("running_since"),
    revision: integer().notNull().default(1),
    /** What somebody reckoned before the work, in whole VIBE. */
    estimateVibe: integer("estimate_vibe"),
    ...totalColumns,
  },
  (t) => [
    index("dev_session_started").on(t.workspaceId, t.startedAt),
    index("dev_session_open").on(t.workspaceId).where(openSession),
    index("dev_session_cost").on(t.workspaceId, t.costNanoUsd, t.id).where(endedSession),
    index("dev_session_tokens").on(t.workspaceId, sessionTokens(t), t.id).where(endedSession),
    index("dev_session_duration").on(t.workspaceId, sessionDuration(t), t.id).where(endedSession),
    index("dev_session_manual_span").on(t.workspaceId, sessionSpan(t)).where(endedManualSession),
  ],
);

/** One transcript of a runtime; a sub-agent's has a parent. `id` is `<runtime>/<the runtime's own run id>`. */
export const run = sqliteTable(
  "run",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text().notNull(),
    runtime: text().notNull(),
    rootRunId: text("root_run_id").notNull(),
    parentRunId: text("parent_run_id"),
    devSessionId: text("dev_session_id").notNull(),
    projectId: text("project_id").notNull().default(""),
    personId: text("person_id").notNull(),
    machineId: text("machine_id").notNull(),
    startedAt: integer("started_at").notNull(),
    version: text(),
    title: text(),
    branch: text(),
    headCommit: text("head_commit"),
    agentType: text("agent_type"),
    /** `log` as soon as any log told of it: what telemetry told provisionally is gone from then on. */
    source: text({ enum: ["log", "otel"] })
      .notNull()
      .default("log"),
    /** Whether its events stay in the run's own session, also while a manual one runs. */
    isSplitOff: integer("is_split_off", { mode: "boolean" }).notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("run_dev_session").on(t.workspaceId, t.devSessionId),
  ],
);

/** The ledger: one model response a row, unique by provider ids, merged by per-field maximum. */
export const usageEvent = sqliteTable(
  "usage_event",
  {
    workspaceId: text("workspace_id").notNull(),
    /** The dedupe key, made of provider ids alone: `claude-code:msg_…`. */
    key: text().notNull(),
    /** Rises with each change of the row; a writer that read an older one starts again. */
    revision: integer().notNull().default(1),
    runtime: text().notNull(),
    runId: text("run_id").notNull(),
    devSessionId: text("dev_session_id").notNull(),
    projectId: text("project_id").notNull().default(""),
    personId: text("person_id").notNull(),
    machineId: text("machine_id").notNull(),
    taskId: text("task_id").notNull().default(""),
    occurredAt: integer("occurred_at").notNull(),
    /** `""` where the log does not tell. */
    model: text().notNull().default(""),
    ...tokenColumns,
    serviceTier: text("service_tier"),
    speed: text(),
    geo: text(),
    requestId: text("request_id"),
    source: text({ enum: ["log", "otel"] }).notNull(),
    isSubagent: integer("is_subagent", { mode: "boolean" }).notNull(),
    lowerBound: integer("lower_bound", { mode: "boolean" }).notNull(),
    auxiliary: integer({ mode: "boolean" }).notNull(),
    provisional: integer({ mode: "boolean" }).notNull(),
    /** With the run id, whose event it is where several runs hold it: the smallest wins. */
    creditRank: integer("credit_rank").notNull(),
    creditBeganAt: integer("credit_began_at").notNull(),
    vendorCostNanoUsd: integer("vendor_cost_nano_usd"),
    /** Null = unpriced. */
    costNanoUsd: integer("cost_nano_usd"),
    priceVersion: text("price_version"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.key] }),
    index("usage_event_session").on(t.workspaceId, t.devSessionId, t.occurredAt),
  ],
);

/** Hourly sums by everything that a session's pages and the task's costs group by. */
export const usageRollup = sqliteTable(
  "usage_rollup",
  {
    workspaceId: text("workspace_id").notNull(),
    devSessionId: text("dev_session_id").notNull(),
    hourAt: integer("hour_at").notNull(),
    runId: text("run_id").notNull(),
    model: text().notNull(),
    taskId: text("task_id").notNull(),
    projectId: text("project_id").notNull(),
    personId: text("person_id").notNull(),
    runtime: text().notNull(),
    ...totalColumns,
  },
  (t) => [
    primaryKey({
      columns: [
        t.workspaceId,
        t.devSessionId,
        t.hourAt,
        t.runId,
        t.model,
        t.taskId,
        t.projectId,
        t.personId,
      ],
    }),
  ],
);

/** The same sums without session, run and task, so that a dashboard reads the same rows however many events there are. */
export const usageHour = sqliteTable(
  "usage_hour",
  {
    workspaceId: text("workspace_id").notNull(),
    hourAt: integer("hour_at").notNull(),
    projectId: text("project_id").notNull(),
    personId: text("person_id").notNull(),
    runtime: text().notNull(),
    model: text().notNull(),
    ...totalColumns,
  },
  (t) => [
    primaryKey({
      columns: [t.workspaceId, t.hourAt, t.projectId, t.personId, t.runtime, t.model],
    }),
  ],
);
