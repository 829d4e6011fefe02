import type { WorkspaceMessage } from "#contract/live.ts";
import { periodAt } from "#worker/domain/periods.ts";
import type { OperationContext } from "../context.ts";
import { readHourSums } from "../costs/read-hour-sums.ts";
import { readTimezone } from "../team/read-timezone.ts";
import { listActiveSessions } from "./list-active-sessions.ts";
import { isoOf } from "./read-summaries.ts";

/** What the overview shows that moves: the open sessions and the present day. */
export async function readLiveOverview(
  ctx: OperationContext,
): Promise<Pick<WorkspaceMessage, "active" | "today">> {
  const [active, timezone] = await Promise.all([listActiveSessions(ctx), readTimezone(ctx)]);
  const day = periodAt("today", ctx.now, timezone);
  const [totals] = await readHourSums(ctx, [day]);
  if (!totals) throw new Error("Each range has its sums.");
  return { active, today: { from: isoOf(day.from), totals } };
}
