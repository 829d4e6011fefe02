import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

const toolErrorKinds = [
  "exit_code",
  "rejected",
  "cancelled",
  "interrupted",
  "timeout",
  "not_found",
  "not_read",
  "stale",
  "no_match",
  "invalid_input",
  "too_large",
  "network",
  "api",
  "other",
] as const;

const apiErrorKinds = [
  "context_length",
  "quota",
  "rate_limit",
  "overloaded",
  "authentication",
  "timeout",
  "network",
  "cancelled",
  "invalid_request",
  "server_error",
  "other",
] as const;

/** One tool use in a run: name and times, never content. Read by run, so it needs no second index. */
export const toolCall = sqliteTable(
  "tool_call",
  {
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    key: text().notNull(),
    name: text().notNull(),
    startedAt: integer("started_at").notNull(),
    /** From where it was asked for to its result, waiting included. */
    durationMs: integer("duration_ms"),
    /** How long the tool itself ran. */
    ranMs: integer("ran_ms"),
    outcome: text({ enum: ["ok", "failed", "rejected", "unfinished"] }).notNull(),
    /** What a shell call does: `git commit`. Null where it is not known, and for other tools. */
    verb: text(),
    /** Why it failed. */
    errorKind: text("error_kind", { enum: toolErrorKinds }),
    exitCode: integer("exit_code"),
    destructive: integer({ mode: "boolean" }).notNull().default(false),
    /** Whether a sub-agent made it, whose lines may stand in its parent's log. */
    isSubagent: integer("is_subagent", { mode: "boolean" }).notNull().default(false),
    /** `log` as soon as a log told of it. */
    source: text({ enum: ["log", "otel"] })
      .notNull()
      .default("log"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId, t.key] })],
);

/** A request to a model that failed, once for each try; unique by provider ids in all runs. */
export const apiError = sqliteTable(
  "api_error",
  {
    workspaceId: text("workspace_id").notNull(),
    key: text().notNull(),
    runId: text("run_id").notNull(),
    occurredAt: integer("occurred_at").notNull(),
    kind: text({ enum: apiErrorKinds }).notNull(),
    /** The HTTP status, where there was an answer. */
    status: integer(),
    model: text(),
    requestId: text("request_id"),
    attempt: integer(),
    maxAttempts: integer("max_attempts"),
    retryInMs: integer("retry_in_ms"),
    /** `log` as soon as a log told of it. */
    source: text({ enum: ["log", "otel"] }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.key] }),
    index("api_error_run").on(t.workspaceId, t.runId, t.occurredAt),
  ],
);
