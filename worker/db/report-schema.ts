import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A session's report, kept once the session is over. It follows from the rest and may be made anew at any time. */
export const sessionReport = sqliteTable(
  "session_report",
  {
    workspaceId: text("workspace_id").notNull(),
    devSessionId: text("dev_session_id").notNull(),
    /** The session's revision that it was made from; an older one never replaces a newer. */
    revision: integer().notNull(),
    /** All that it was made from, as a text to compare: another one, and it is made anew. */
    madeFrom: text("made_from").notNull(),
    createdAt: integer("created_at").notNull(),
    /** As the contract has it. */
    report: text({ mode: "json" }).$type<object>().notNull(),
    markdown: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.devSessionId] })],
);
