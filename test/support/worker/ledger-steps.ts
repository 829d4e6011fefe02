import { expect } from "vitest";
import { aReporter } from "./a-reporter.ts";
import { readComparable } from "./comparable-ledger.ts";
import { aLogsRequest, type LogRecord } from "./telemetry.ts";

export type Reporter = ReturnType<typeof aReporter>;

/** Something that a machine sends. */
export type Step = (reporter: Reporter) => Promise<unknown>;

/** Later than every event, so that all sessions are over whoever sends last. */
export const now = Date.UTC(2026, 11, 1);

/** Telemetry of these records. */
export const told =
  (...records: LogRecord[]): Step =>
  (to) =>
    to.exportLogs(aLogsRequest(...records));

/** A machine with a workspace of its own that has sent this. */
export async function after(...steps: Step[]): Promise<Reporter> {
  const reporter = aReporter({ now });
  for (const step of steps) await step(reporter);
  return reporter;
}

/** The same; in the other order it must come to the same ledger. */
export async function inEitherOrder(...steps: Step[]): Promise<Reporter> {
  const one = await after(...steps);
  const other = await after(...steps.toReversed());
  expect(await readComparable(other.workspaceId)).toEqual(await readComparable(one.workspaceId));
  return one;
}
