import type { ErrorItem, IngestItem, ToolItem } from "#contract/ingest.ts";
import { placed } from "./add-up.ts";
import { type CostFilter, matches } from "./cost-filter.ts";
import { dateFinder } from "./date-finder.ts";

/** Where and when a row happened. */
type Place = {
  /** ISO 8601, UTC. */
  time: string;
  runtime: string;
  session: string;
  run: string;
  project: string | null;
};

/** One tool call as it is exported: never its input or output. */
export type ToolRow = Place &
  Pick<
    ToolItem,
    | "name"
    | "verb"
    | "outcome"
    | "errorKind"
    | "exitCode"
    | "durationMs"
    | "ranMs"
    | "destructive"
    | "isSubagent"
  >;

/** One failed request as it is exported. */
export type ErrorRow = Place &
  Pick<ErrorItem, "kind" | "status" | "model" | "attempt" | "maxAttempts" | "retryInMs">;

/** The tool calls that a filter lets through. */
export function* toolRows(items: Iterable<IngestItem>, filter: CostFilter): Generator<ToolRow> {
  const placeOf = placing(filter);
  for (const { item, ...where } of placed(items, "tool")) {
    const place = placeOf(item, item.startedAt, where);
    if (!place) continue;
    const { name, verb, outcome, errorKind, exitCode } = item;
    const { durationMs, ranMs, destructive, isSubagent } = item;
    const how = { name, verb, outcome, errorKind, exitCode };
    yield { ...place, ...how, durationMs, ranMs, destructive, isSubagent };
  }
}

/** The failed requests that a filter lets through. */
export function* errorRows(items: Iterable<IngestItem>, filter: CostFilter): Generator<ErrorRow> {
  const placeOf = placing(filter);
  for (const { item, ...where } of placed(items, "error")) {
    const place = placeOf(item, item.occurredAt, where);
    if (!place) continue;
    const { kind, status, model, attempt, maxAttempts, retryInMs } = item;
    yield { ...place, kind, status, model, attempt, maxAttempts, retryInMs };
  }
}

type Where = { session: string; project: string | null };

/** Null for what the filter leaves out. */
function placing(filter: CostFilter) {
  const dateOf = dateFinder(filter.timezone);
  return (
    { runtime, runId }: ToolItem | ErrorItem,
    at: number,
    { session, project }: Where,
  ): Place | null =>
    matches({ date: dateOf(at), project, runtime }, filter)
      ? { time: new Date(at).toISOString(), runtime, session, run: runId, project }
      : null;
}
