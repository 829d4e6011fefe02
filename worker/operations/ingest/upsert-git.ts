import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { runGit } from "#worker/db/git-schema.ts";
import { insertRows } from "#worker/db/json-rows.ts";

export type GitRow = typeof runGit.$inferSelect;

/**
 * Observations, laid over what is stored: the later one stands whole, of two of one moment the greater by their
 * words, and links of all are kept, so that any order ends in the same. Answers a row for each that changed something.
 */
export function upsertGit(rows: GitRow[]): SQL[] {
  if (rows.length === 0) return [];
  const {
    workspaceId: _,
    runId: __,
    repository: ___,
    links: ____,
    ...facts
  } = getTableColumns(runGit);
  const set = Object.values(facts).map(({ name }) => {
    const column = sql.identifier(name);
    return sql`${column} = CASE WHEN ${isLater} THEN excluded.${column} ELSE run_git.${column} END`;
  });
  const conflict = sql`ON CONFLICT (workspace_id, run_id, repository)
    DO UPDATE SET ${sql.join(set, sql`, `)}, links = ${allLinks}
    WHERE ${isLater} OR ${allLinks} <> run_git.links
    RETURNING 'git ' || repository AS key, run_id`;
  return [insertRows(runGit, rows, conflict)];
}

const orderOf = (row: string) =>
  sql.raw(
    ["observed_at", "history", "coalesce(ROW.end_commit, '')", "coalesce(ROW.start_commit, '')"]
      .concat(["commits", "coalesce(ROW.diff, '')", "coalesce(ROW.uncommitted, '')"])
      .concat(["coalesce(ROW.branch, '')"])
      .map((part) => (part.includes("ROW") ? part.replace("ROW", row) : `${row}.${part}`))
      .join(", "),
  );

const isLater = sql`((${orderOf("excluded")}) > (${orderOf("run_git")}))`;

const allLinks = sql`(SELECT json_group_array(value) FROM (
  SELECT value FROM json_each(excluded.links)
  UNION SELECT value FROM json_each(run_git.links) ORDER BY value))`;
