import type { LedgerDraft } from "./ledger-draft.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import { mergeUsage } from "./merge-usage.ts";

/** The key that a request has in the ledger while only telemetry told of it. */
export const requestKeyOf = (runtime: string, requestId: string) =>
  `${runtime}:request:${requestId}`;

/** Where telemetry of the same request would stand, for events of logs that can have such. */
export function twinKeyOf(event: LedgerEvent): string | null {
  if (event.source !== "log" || event.auxiliary || event.requestId === null) return null;
  return requestKeyOf(event.runtime, event.requestId);
}

/** Lays what a log told over the draft. What telemetry told of the same request becomes a part of it. */
export function layLog(draft: LedgerDraft, events: Iterable<LedgerEvent>): void {
  // The answers of a request that several models gave share its id: telemetry's is the message's own.
  const byLength = [...events].toSorted((a, b) => a.key.length - b.key.length);
  for (const event of byLength) {
    lay(draft, event);
    const twinKey = twinKeyOf(event);
    const twin = twinKey === null ? null : draft.get(twinKey);
    if (!twin) continue;
    lay(draft, { ...twin, key: event.key });
    draft.drop(twin.key);
  }
}

/**
 * Lays what telemetry told over the draft: into the log's event of the same request where there is one (`known`, by
 * request id), and nowhere where it is provisional and the run's log was read. Answers the keys it was laid under.
 */
export function layTelemetry(
  draft: LedgerDraft,
  events: Iterable<LedgerEvent>,
  known: { byRequest: Map<string, LedgerEvent>; isLogged: (event: LedgerEvent) => boolean },
): string[] {
  const laid: string[] = [];
  for (const event of events) {
    if (event.provisional && known.isLogged(event)) continue;
    const logged = event.requestId === null ? undefined : known.byRequest.get(event.requestId);
    const key = logged?.key ?? event.key;
    lay(draft, { ...event, key });
    laid.push(key);
  }
  return laid;
}

function lay(draft: LedgerDraft, event: LedgerEvent): void {
  const present = draft.get(event.key);
  draft.put(present ? mergeUsage(present, event) : event);
}

type Place = Pick<LedgerEvent, "devSessionId" | "projectId" | "personId" | "isSubagent">;

/**
 * What telemetry told of runs whose log has come now: provisional events are gone, since the log has them all; the
 * others are where the log says the run is.
 */
export function giveWay(draft: LedgerDraft, logged: ReadonlyMap<string, Place>): void {
  for (const { before } of draft.pairs()) {
    const place = before?.source === "otel" ? logged.get(before.runId) : undefined;
    if (!before || !place) continue;
    if (before.provisional) draft.drop(before.key);
    else draft.put({ ...before, ...place });
  }
}
