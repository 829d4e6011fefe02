import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/* What people do with sessions: start, pause, complete, split off, link; and what is still to follow from it. */

/** Rises with every change of what says where events belong; who read an older one starts again. */
export const lifecycle = sqliteTable("lifecycle", {
  workspaceId: text("workspace_id").primaryKey(),
  revision: integer().notNull(),
});

/** The times in which a manual session runs: one row from each start or resumption to the pause or the end after it. */
export const sessionStretch = sqliteTable(
  "session_stretch",
  {
    workspaceId: text("workspace_id").notNull(),
    devSessionId: text("dev_session_id").notNull(),
    nth: integer().notNull(),
    personId: text("person_id").notNull(),
    projectId: text("project_id").notNull(),
    fromAt: integer("from_at").notNull(),
    /** Exclusive; `forever` while it runs. */
    toAt: integer("to_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.devSessionId, t.nth] }),
    index("session_stretch_time").on(t.workspaceId, t.personId, t.toAt),
  ],
);

/** The manual sessions in which events of an auto session's runs stand, or stood. */
export const sessionElsewhere = sqliteTable(
  "session_elsewhere",
  {
    workspaceId: text("workspace_id").notNull(),
    homeSessionId: text("home_session_id").notNull(),
    devSessionId: text("dev_session_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.homeSessionId, t.devSessionId] }),
    index("session_elsewhere_session").on(t.workspaceId, t.devSessionId),
  ],
);

/** A session of which events of some time may belong to another one by now. Gone as soon as they are there. */
export const sessionMove = sqliteTable(
  "session_move",
  {
    workspaceId: text("workspace_id").notNull(),
    devSessionId: text("dev_session_id").notNull(),
    /** Up to here, and at that moment up to this key, all events are in their places. */
    cursorAt: integer("cursor_at").notNull(),
    cursorKey: text("cursor_key").notNull().default(""),
    toAt: integer("to_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.devSessionId] })],
);

/** What people or agents write of a session when it is done. */
export const sessionNote = sqliteTable(
  "session_note",
  {
    workspaceId: text("workspace_id").notNull(),
    devSessionId: text("dev_session_id").notNull(),
    summary: text(),
    keyChanges: text("key_changes", { mode: "json" }).$type<string[]>().notNull(),
    nextSteps: text("next_steps", { mode: "json" }).$type<string[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.devSessionId] })],
);

/** What a session did to a task, which is named by its key. */
export const devSessionTask = sqliteTable(
  "dev_session_task",
  {
    workspaceId: text("workspace_id").notNull(),
    devSessionId: text("dev_session_id").notNull(),
    taskKey: text("task_key").notNull(),
    relationship: text({ enum: ["created", "completed", "updated", "blocked"] }).notNull(),
    personId: text("person_id").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.devSessionId, t.taskKey, t.relationship] }),
    index("dev_session_task_key").on(t.workspaceId, t.taskKey),
  ],
);
