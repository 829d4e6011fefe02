import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";

/** Clocks differ; what lies ahead by more is a mistake. */
const aheadMs = 5 * 60_000;

/** A moment that somebody named, and not a later one than now. */
export function mustHaveHappened({ now }: OperationContext, moment: string): number {
  const at = Date.parse(moment);
  if (at > now + aheadMs) throw new AppError("invalid_input", "startedAt: That lies ahead.");
  return Math.min(at, now);
}
