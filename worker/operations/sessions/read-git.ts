import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { SessionGit } from "#contract/sessions.ts";
import { runGit } from "#worker/db/git-schema.ts";
import { run } from "#worker/db/schema.ts";
import { joinGit, partOf } from "#worker/domain/join-git.ts";
import { sessionOf } from "#worker/domain/place-event.ts";
import type { OperationContext } from "../context.ts";
import { readStretches } from "../ingest/read-places.ts";
import { isoOf } from "./read-summaries.ts";
import { runIdsOf } from "./run-ids-of.ts";

/** What a session's runs did to each repository while their work was the session's. */
export async function readGit(ctx: OperationContext, sessionId: string): Promise<SessionGit[]> {
  const rows = await selectRuns(ctx, sessionId);
  const isOwn = await placesOf(ctx, sessionId, rows);
  const parts = rows.map(({ git, run: own }) =>
    partOf({ ...git, startedAt: own.startedAt }, (at) => isOwn(own, at)),
  );
  return joinGit(parts).map((one) => ({
    ...one,
    observedAt: isoOf(one.observedAt),
    commits: one.commits.map((commit) => ({ ...commit, at: isoOf(commit.at) })),
  }));
}

function selectRuns({ db, actor }: OperationContext, sessionId: string) {
  const { startedAt, personId, projectId, devSessionId, isSplitOff } = run;
  return db
    .select({
      git: getTableColumns(runGit),
      run: { startedAt, personId, projectId, devSessionId, isSplitOff },
    })
    .from(run)
    .innerJoin(runGit, and(eq(runGit.workspaceId, run.workspaceId), eq(runGit.runId, run.id)))
    .where(
      and(
        eq(run.workspaceId, actor.workspaceId),
        sql`${run.id} IN (${runIdsOf({ actor }, sessionId)})`,
      ),
    );
}

type Rows = Awaited<ReturnType<typeof selectRuns>>;
type Run = Rows[number]["run"];

/** Commits have the time of their second: one of the second in which a session began may be the session's. */
const commitMs = 999;

/** Whether what a run did at a moment is the session's, as its events are. */
async function placesOf(ctx: OperationContext, sessionId: string, rows: Rows) {
  const times = rows.flatMap(({ git, run: { personId, projectId, startedAt } }) =>
    [startedAt, git.observedAt].map((occurredAt) => ({ personId, projectId, occurredAt })),
  );
  const stretches = await readStretches(ctx, times);
  return (own: Run, at: number) =>
    [at, at + commitMs].some(
      (occurredAt) => sessionOf({ ...own, occurredAt }, own, stretches) === sessionId,
    );
}
