import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/* What a workspace has beside better-auth's own tables: settings, machines and their tokens. */

/** A workspace's own settings; no row means the defaults. */
export const workspaceSetting = sqliteTable("workspace_setting", {
  workspaceId: text("workspace_id").primaryKey(),
  timezone: text().notNull().default("UTC"),
});

/** A reporter installation that a person approved. */
export const machine = sqliteTable(
  "machine",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    personId: text("person_id").notNull(),
    /** The installation's own random id: a second login replaces its token. */
    machineKey: text("machine_key").notNull(),
    name: text().notNull(),
    platform: text().notNull(),
    reporterVersion: text("reporter_version"),
    createdAt: integer("created_at").notNull(),
    lastUploadAt: integer("last_upload_at"),
    skippedLines: integer("skipped_lines").notNull().default(0),
    skippedFiles: integer("skipped_files").notNull().default(0),
    revokedAt: integer("revoked_at"),
  },
  (t) => [uniqueIndex("machine_key").on(t.workspaceId, t.personId, t.machineKey)],
);

/** A machine's bearer token, kept as SHA-256 alone. */
export const apiToken = sqliteTable(
  "api_token",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    personId: text("person_id").notNull(),
    machineId: text("machine_id").notNull(),
    /** SHA-256 of the token, hex. */
    hash: text().notNull(),
    scopes: text({ mode: "json" }).$type<string[]>().notNull(),
    createdAt: integer("created_at").notNull(),
    /** To the minute, so that a busy reporter does not write at every request. */
    lastUsedAt: integer("last_used_at"),
    revokedAt: integer("revoked_at"),
  },
  (t) => [uniqueIndex("api_token_hash").on(t.hash), index("api_token_machine").on(t.machineId)],
);

/** What a person approved for a device code; read once, when the machine takes its token. */
export const deviceGrant = sqliteTable("device_grant", {
  userCode: text("user_code").primaryKey(),
  workspaceId: text("workspace_id").notNull(),
  personId: text("person_id").notNull(),
  /** The most that the machine's token may get. */
  scopes: text({ mode: "json" }).$type<string[]>().notNull().default([]),
  createdAt: integer("created_at").notNull(),
});
