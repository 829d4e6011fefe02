import type { LedgerEvent } from "./ledger-event.ts";

/** The end of what has none yet: the last moment that a date can be. */
export const forever = 8_640_000_000_000_000;

/** A time in which a manual session of a person in a project runs; `toAt` is exclusive. */
export type Stretch = {
  devSessionId: string;
  personId: string;
  projectId: string;
  fromAt: number;
  toAt: number;
};

/** What a run says of its events: the session of its own, and whether they stay there in any case. */
export type Home = { devSessionId: string; isSplitOff: boolean };

/** What an event says of its place. */
export type Happened = Pick<LedgerEvent, "personId" | "projectId" | "occurredAt">;

/**
 * The session that an event belongs to: its run's own where that was split off, else the manual session that ran at
 * that moment for its person and project, else its run's own. Stretches of a person and project never overlap.
 */
export function sessionOf(event: Happened, home: Home, stretches: readonly Stretch[]): string {
  if (home.isSplitOff) return home.devSessionId;
  const stretch = stretches.find((one) => covers(one, event));
  return stretch?.devSessionId ?? home.devSessionId;
}

const covers = (stretch: Stretch, { personId, projectId, occurredAt }: Happened) =>
  stretch.personId === personId &&
  stretch.projectId === projectId &&
  stretch.fromAt <= occurredAt &&
  occurredAt < stretch.toAt;
