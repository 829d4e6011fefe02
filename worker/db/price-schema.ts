import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/* A workspace's own prices, and passes over its past events with them. */

/** An alias, with the revision of the book in which it came to be as it is. */
export type StoredAlias = { model: string; knownModel: string; revision: number };

/** An override: `picoUsd` is what a token of each bucket costs, `from` the moment it begins. */
export type StoredOverride = {
  model: string;
  from: number;
  picoUsd: {
    input: number;
    output: number;
    cacheRead: number;
    cacheWrite5m: number;
    cacheWrite1h: number;
  };
  revision: number;
};

/** All prices of a workspace's own, whole in each revision; the highest one holds. Revisions are kept: they are the audit. */
export const priceBook = sqliteTable(
  "price_book",
  {
    workspaceId: text("workspace_id").notNull(),
    revision: integer().notNull(),
    createdAt: integer("created_at").notNull(),
    personId: text("person_id").notNull(),
    aliases: text({ mode: "json" }).$type<StoredAlias[]>().notNull(),
    overrides: text({ mode: "json" }).$type<StoredOverride[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.revision] })],
);

/** A pass over all events. `cursor` is the key of the last one seen; it moves in the transaction that changes them. */
export const repricing = sqliteTable(
  "repricing",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text().notNull(),
    mode: text({ enum: ["dry-run", "apply"] }).notNull(),
    status: text({ enum: ["running", "done", "stopped"] }).notNull(),
    bookRevision: integer("book_revision").notNull(),
    tableVersion: text("table_version").notNull(),
    cursor: text().notNull().default(""),
    personId: text("person_id").notNull(),
    startedAt: integer("started_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    finishedAt: integer("finished_at"),
    eventsTotal: integer("events_total").notNull(),
    eventsSeen: integer("events_seen").notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("repricing_started").on(t.workspaceId, t.startedAt),
  ],
);

/** What a pass changes, by model. */
export const repricingModel = sqliteTable(
  "repricing_model",
  {
    workspaceId: text("workspace_id").notNull(),
    repricingId: text("repricing_id").notNull(),
    model: text().notNull(),
    changedEvents: integer("changed_events").notNull(),
    beforeNanoUsd: integer("before_nano_usd").notNull(),
    afterNanoUsd: integer("after_nano_usd").notNull(),
    unpricedBefore: integer("unpriced_before").notNull(),
    unpricedAfter: integer("unpriced_after").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.repricingId, t.model] })],
);
