import { sql } from "drizzle-orm";
import type { SessionSummary } from "#contract/sessions.ts";
import { sessionReport as kept } from "#worker/db/report-schema.ts";
import { reportGitOf } from "#worker/domain/reports/report-git.ts";
import { reportMarkdown } from "#worker/domain/reports/report-markdown.ts";
import { sessionReportOf } from "#worker/domain/reports/session-report.ts";
import { completedTasks, wordsOf } from "#worker/domain/reports/session-words.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { getSession } from "../sessions/get-session.ts";
import { readSummaries } from "../sessions/read-summaries.ts";
import { readTimezone } from "../team/read-timezone.ts";
import { readVibeRates } from "../vibe/read-vibe-rates.ts";
import type { KeptReport } from "./get-session-report.ts";

/** Rises with the report's form: those of before are then made anew. */
const form = 1;

/**
 * Makes the session's report and keeps it where the session is over; of one that goes on it would be old at once. Twice
 * at once is harmless: what tells of a later revision stays.
 */
export async function makeSessionReport(
  ctx: OperationContext,
  sessionId: string,
): Promise<KeptReport> {
  // Read before its figures: where it moves meanwhile, what is kept counts as old.
  const [before] = await readSummaries(ctx, [sessionId]);
  if (!before) throw notFound("session");
  const madeFrom = await readMadeFrom(ctx, before);
  const session = await getSession(ctx, sessionId);
  const report = sessionReportOf({
    session,
    git: reportGitOf(session.git),
    tasksCompleted: completedTasks(session),
    words: wordsOf(session),
    usdPerVibe: madeFrom.usdPerVibe,
    timezone: madeFrom.timezone,
    now: ctx.now,
  });
  const made = { report, markdown: reportMarkdown(report) };
  if (before.endedAt !== null) await keep(ctx, { before, madeFrom: madeFrom.text, ...made });
  return made;
}

/** All that a report follows from beside the session's own revision, and both as one text to compare. */
export async function readMadeFrom(ctx: OperationContext, session: SessionSummary) {
  const [{ revision, rates }, timezone] = await Promise.all([
    readVibeRates(ctx),
    readTimezone(ctx),
  ]);
  const names = [session.project?.name, session.person?.name];
  const text = JSON.stringify([form, session.revision, revision, timezone, ...names]);
  return { text, timezone, usdPerVibe: rates.usdPerVibe };
}

type ToKeep = KeptReport & { before: SessionSummary; madeFrom: string };

async function keep(
  { db, actor, now }: OperationContext,
  { before, madeFrom, report, markdown }: ToKeep,
): Promise<void> {
  const made = { revision: before.revision, madeFrom, createdAt: now, report, markdown };
  await db
    .insert(kept)
    .values({ workspaceId: actor.workspaceId, devSessionId: before.id, ...made })
    .onConflictDoUpdate({
      target: [kept.workspaceId, kept.devSessionId],
      set: made,
      setWhere: sql`${kept.revision} <= ${before.revision}`,
    });
}
