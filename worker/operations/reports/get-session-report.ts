import { and, eq } from "drizzle-orm";
import { type SessionReport, sessionReport } from "#contract/reports.ts";
import type { SessionSummary } from "#contract/sessions.ts";
import { sessionReport as kept } from "#worker/db/report-schema.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { readSummaries } from "../sessions/read-summaries.ts";
import { makeSessionReport, readMadeFrom } from "./make-session-report.ts";

/** A report as it is kept: the same twice. */
export type KeptReport = { report: SessionReport; markdown: string };

/** The session's report: the one that is kept while nothing that it tells changed, else one made now. */
export async function getSessionReport(
  ctx: OperationContext,
  sessionId: string,
): Promise<KeptReport> {
  const [[session], stored] = await Promise.all([
    readSummaries(ctx, [sessionId]),
    readKept(ctx, sessionId),
  ]);
  if (!session) throw notFound("session");
  const isPresent = stored && stored.madeFrom === (await madeFromNow(ctx, session));
  if (!isPresent) return makeSessionReport(ctx, sessionId);
  return { report: sessionReport.parse(stored.report), markdown: stored.markdown };
}

const madeFromNow = async (ctx: OperationContext, session: SessionSummary) =>
  (await readMadeFrom(ctx, session)).text;

async function readKept({ db, actor }: OperationContext, sessionId: string) {
  const [row] = await db
    .select({ madeFrom: kept.madeFrom, report: kept.report, markdown: kept.markdown })
    .from(kept)
    .where(and(eq(kept.workspaceId, actor.workspaceId), eq(kept.devSessionId, sessionId)));
  return row;
}
