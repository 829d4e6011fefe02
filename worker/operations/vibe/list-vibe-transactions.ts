import { and, desc, eq, gt, sql } from "drizzle-orm";
import type { SessionFilter, SessionSummary } from "#contract/sessions.ts";
import type { VibeTransaction, VibeTransactions } from "#contract/vibe.ts";
import { decimalVibe, nanoVibeOf } from "#contract/vibe-rule.ts";
import { valuesOf } from "#worker/db/json-rows.ts";
import { usageRollup } from "#worker/db/schema.ts";
import { type Sums, totalsOf } from "#worker/domain/sums.ts";
import type { OperationContext } from "../context.ts";
import { selectSums } from "../costs/select-sums.ts";
import { listSessions } from "../sessions/list-sessions.ts";
import { readSummaries } from "../sessions/read-summaries.ts";
import { readVibeRates } from "./read-vibe-rates.ts";

type Asked = SessionFilter & {
  session?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

/**
 * Every debit, by session and task: what the usage ledger holds, in VIBE. Nothing of it is stored, so it is the ledger's
 * also after re-pricing and where events moved to another session. Pages are of sessions, the newest start first.
 */
export async function listVibeTransactions(
  ctx: OperationContext,
  asked: Asked,
): Promise<VibeTransactions> {
  const [{ rates }, { items: sessions, nextCursor }] = await Promise.all([
    readVibeRates(ctx),
    readSessions(ctx, asked),
  ]);
  const debits = await readDebits(
    ctx,
    sessions.map(({ id }) => id),
  );
  const items = sessions.flatMap((session) =>
    (debits.get(session.id) ?? []).map((debit) => shownDebit(session, debit, rates.usdPerVibe)),
  );
  return { usdPerVibe: rates.usdPerVibe, items, nextCursor };
}

async function readSessions(
  ctx: OperationContext,
  { session, limit, cursor, ...filter }: Asked,
): Promise<{ items: SessionSummary[]; nextCursor: string | null }> {
  if (session === undefined) return listSessions(ctx, filter, { limit, cursor });
  return { items: await readSummaries(ctx, [session]), nextCursor: null };
}

type Debit = { devSessionId: string; taskId: string } & Sums;

/** The sums' own rows of these sessions alone, however many events there are. */
async function readDebits({ db, actor }: OperationContext, ids: string[]) {
  const sums = selectSums(usageRollup);
  const rows: Debit[] = await db
    .select({ devSessionId: usageRollup.devSessionId, taskId: usageRollup.taskId, ...sums })
    .from(usageRollup)
    .where(
      and(
        eq(usageRollup.workspaceId, actor.workspaceId),
        sql`${usageRollup.devSessionId} IN (${valuesOf(ids)})`,
      ),
    )
    .groupBy(usageRollup.devSessionId, usageRollup.taskId)
    // What moved elsewhere leaves empty rows behind.
    .having(gt(sums.events, 0))
    .orderBy(desc(sums.costNanoUsd), usageRollup.taskId);
  return Map.groupBy(rows, ({ devSessionId }) => devSessionId);
}

function shownDebit(session: SessionSummary, debit: Debit, usdPerVibe: number): VibeTransaction {
  const { id, title, startedAt, lastActivityAt } = session;
  const { events, unpricedEvents, total, costNanoUsd, costUsd } = totalsOf(debit);
  const isUnpriced = unpricedEvents === events;
  return {
    session: { id, title },
    task: debit.taskId ? { id: debit.taskId } : null,
    startedAt,
    lastActivityAt,
    vibe: isUnpriced ? null : decimalVibe(nanoVibeOf(costNanoUsd, usdPerVibe)),
    costNanoUsd,
    costUsd,
    tokens: total,
    events,
    unpricedEvents,
  };
}
