import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** As the contract has them. */
export type StoredVibeRates = {
  usdPerVibe: number;
  markup: number;
  models: { model: string; inputPerMillion: number; outputPerMillion: number }[];
  image: number;
  search: number;
  multipliers: Record<"simple" | "medium" | "complex" | "architecture", number>;
  isShown: boolean;
};

/** A workspace's rates for VIBE, whole in each revision; the highest one holds, the others are the audit. */
export const vibeRates = sqliteTable(
  "vibe_rates",
  {
    workspaceId: text("workspace_id").notNull(),
    revision: integer().notNull(),
    createdAt: integer("created_at").notNull(),
    personId: text("person_id").notNull(),
    rates: text({ mode: "json" }).$type<StoredVibeRates>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.revision] })],
);
