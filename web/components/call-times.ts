import type { TimelineItem } from "#contract/sessions.ts";
import { formatLatency } from "#web/lib/format.ts";

type Call = Pick<Extract<TimelineItem, { type: "tool" }>, "durationMs" | "ranMs">;

/** What is shorter is no wait: the log's lines are written some time after what they tell of. */
const shortestWaitMs = 1_000;

/** A call's own time, what it waited before it where both are known, and both in words. */
export function callTimes({ durationMs, ranMs }: Call) {
  if (ranMs === null) {
    const explained =
      "From being asked for to its result; how long the tool itself ran is not known.";
    return durationMs === null
      ? { shown: "–", waited: null, explained: undefined }
      : { shown: formatLatency(durationMs), waited: null, explained };
  }
  const shown = formatLatency(ranMs);
  const waitedMs = durationMs === null ? 0 : durationMs - ranMs;
  if (waitedMs < shortestWaitMs) return { shown, waited: null, explained: `Ran ${shown}.` };
  const waited = formatLatency(waitedMs);
  const explained = `Ran ${shown}, waited ${waited}: for your permission, or for other calls.`;
  return { shown, waited, explained };
}
