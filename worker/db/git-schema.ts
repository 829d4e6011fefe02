import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

type DiffFigures = { files: number; added: number; removed: number };
type Commit = { sha: string; at: number; subject: string | null; diff: DiffFigures | null };
type Uncommitted = {
  staged: number;
  unstaged: number;
  untracked: number;
  diff: DiffFigures | null;
};

/** What a run did to a repository, as it was observed last. Read by run, so it needs no second index. */
export const runGit = sqliteTable(
  "run_git",
  {
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    /** A project's key. */
    repository: text().notNull(),
    /** The moment whose state this is: a later one replaces it. */
    observedAt: integer("observed_at").notNull(),
    branch: text(),
    startCommit: text("start_commit"),
    /** `observed` when the run began, or found `byTime` later. */
    startIs: text("start_is", { enum: ["observed", "byTime"] }),
    endCommit: text("end_commit"),
    history: text({ enum: ["straight", "rewritten", "switched", "unknown"] }).notNull(),
    isShallow: integer("is_shallow", { mode: "boolean" }).notNull(),
    commitCount: integer("commit_count"),
    /** JSON: newest first, with their subjects where those may be sent. */
    commits: text({ mode: "json" }).$type<Commit[]>().notNull(),
    diff: text({ mode: "json" }).$type<DiffFigures>(),
    uncommitted: text({ mode: "json" }).$type<Uncommitted>(),
    /** JSON: pull requests' addresses, those of all observations. */
    links: text({ mode: "json" }).$type<string[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId, t.repository] })],
);
