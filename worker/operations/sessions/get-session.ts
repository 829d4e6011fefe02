import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { SessionDetail, SessionRun } from "#contract/sessions.ts";
import { devSession, run, usageRollup } from "#worker/db/schema.ts";
import { type RunKind, runKindOf } from "#worker/domain/run-kind.ts";
import { bareRunId } from "#worker/domain/stable-ids.ts";
import { addSums, noSums, type Sums, totalsOf } from "#worker/domain/sums.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { selectSums } from "../costs/select-sums.ts";
import { readActiveMs } from "./read-active-ms.ts";
import { readGit } from "./read-git.ts";
import { readSessionExtras } from "./read-session-extras.ts";
import { isoOf, selectSessions, summaryOf } from "./read-summaries.ts";
import { runIdsOf } from "./run-ids-of.ts";

/** One session with its cost by model, run and hour. 404 also for another workspace's. */
export async function getSession(ctx: OperationContext, sessionId: string): Promise<SessionDetail> {
  const [[joined], extras, activeMs, git, byModel, runs, byHour] = await Promise.all([
    selectSessions(ctx, eq(devSession.id, sessionId)),
    readSessionExtras(ctx, sessionId),
    readActiveMs(ctx, sessionId),
    readGit(ctx, sessionId),
    readByModel(ctx, sessionId),
    readRuns(ctx, sessionId),
    readByHour(ctx, sessionId),
  ]);
  if (!joined) throw notFound("session");
  const { headCommit } = joined.session;
  const figures = { activeMs, headCommit, git, byModel, ...runs, byHour };
  return { ...summaryOf(joined), ...extras, ...figures };
}

/** A session's costs alone, for whoever needs no more. */
export async function getSessionCosts(ctx: OperationContext, sessionId: string) {
  const { totals, byModel, byRun, byKind, byHour } = await getSession(ctx, sessionId);
  return { totals, byModel, byRun, byKind, byHour };
}

async function readByModel(ctx: OperationContext, sessionId: string) {
  const rows = await ctx.db
    .select({ model: usageRollup.model, sums: selectSums(usageRollup) })
    .from(usageRollup)
    .where(ofSession(ctx, sessionId))
    .groupBy(usageRollup.model);
  return rows
    .filter(({ sums }) => sums.events > 0)
    .map(({ model, sums }) => ({ model: model || null, totals: totalsOf(sums) }))
    .toSorted((a, b) => b.totals.costNanoUsd - a.totals.costNanoUsd);
}

async function readByHour(ctx: OperationContext, sessionId: string) {
  const rows = await ctx.db
    .select({ hourAt: usageRollup.hourAt, sums: selectSums(usageRollup) })
    .from(usageRollup)
    .where(and(ofSession(ctx, sessionId), gt(usageRollup.events, 0)))
    .groupBy(usageRollup.hourAt)
    .orderBy(asc(usageRollup.hourAt));
  return rows.map(({ hourAt, sums }) => ({ at: isoOf(hourAt), totals: totalsOf(sums) }));
}

/** The runs whose own session it is, also those that cost nothing there, and others of which it holds events; the first one first. */
async function readRuns(ctx: OperationContext, sessionId: string) {
  const { workspaceId } = ctx.actor;
  const ids = runIdsOf(ctx, sessionId);
  const [runs, sums] = await Promise.all([
    ctx.db
      .select()
      .from(run)
      .where(and(eq(run.workspaceId, workspaceId), sql`${run.id} IN (${ids})`))
      .orderBy(asc(run.startedAt), asc(run.id)),
    ctx.db
      .select({ runId: usageRollup.runId, sums: selectSums(usageRollup) })
      .from(usageRollup)
      .where(ofSession(ctx, sessionId))
      .groupBy(usageRollup.runId),
  ]);
  const byRun = new Map<string, Sums>(sums.map((row) => [row.runId, row.sums]));
  const sumsOf = (id: string) => byRun.get(id) ?? noSums();
  return { byRun: runs.map((one) => runOf(one, sumsOf(one.id))), byKind: kindsOf(runs, sumsOf) };
}

function runOf(one: typeof run.$inferSelect, sums: Sums): SessionRun {
  const { id, runtime, parentRunId, title, agentType, version, startedAt } = one;
  return {
    id: bareRunId(id),
    runtime,
    parentRunId,
    title,
    agentType,
    version,
    startedAt: isoOf(startedAt),
    totals: totalsOf(sums),
  };
}

function kindsOf(
  runs: (typeof run.$inferSelect)[],
  sumsOf: (id: string) => Sums,
): SessionDetail["byKind"] {
  const byKind = new Map<RunKind, Sums>();
  for (const one of runs) {
    const kind = runKindOf(one);
    const sums = byKind.get(kind) ?? noSums();
    addSums(sums, sumsOf(one.id));
    byKind.set(kind, sums);
  }
  return [...byKind]
    .filter(([, sums]) => sums.events > 0)
    .map(([kind, sums]) => ({ kind, totals: totalsOf(sums) }))
    .toSorted((a, b) => b.totals.costNanoUsd - a.totals.costNanoUsd);
}

const ofSession = ({ actor }: OperationContext, sessionId: string) =>
  and(eq(usageRollup.workspaceId, actor.workspaceId), eq(usageRollup.devSessionId, sessionId));
