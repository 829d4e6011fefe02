import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { SessionGit } from "#contract/sessions.ts";
import { runGit } from "#worker/db/git-schema.ts";
import { run } from "#worker/db/schema.ts";
import { joinGit } from "#worker/domain/join-git.ts";
import type { OperationContext } from "../context.ts";
import { isoOf } from "./read-summaries.ts";
import { runIdsOf } from "./run-ids-of.ts";

/** What a session's runs did to each repository, over their whole time. */
export async function readGit(ctx: OperationContext, sessionId: string): Promise<SessionGit[]> {
  const { workspaceId } = ctx.actor;
  const rows = await ctx.db
    .select({ ...getTableColumns(runGit), startedAt: run.startedAt })
    .from(run)
    .innerJoin(runGit, and(eq(runGit.workspaceId, run.workspaceId), eq(runGit.runId, run.id)))
    .where(and(eq(run.workspaceId, workspaceId), sql`${run.id} IN (${runIdsOf(ctx, sessionId)})`));
  return joinGit(rows).map((one) => ({
    ...one,
    observedAt: isoOf(one.observedAt),
    commits: one.commits.map((commit) => ({ ...commit, at: isoOf(commit.at) })),
  }));
}
