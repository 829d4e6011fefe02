import { wrongUse } from "../output/command-error.ts";
import type { Flags } from "../output/flags.ts";
import { runtimeAdapters } from "../runtimes/runtime-list.ts";
import { readDate, readLast, readTimezone } from "./cost-period.ts";
import { dateFinder } from "./date-finder.ts";

/** Which responses count. Days are of the time zone, both included. */
export type CostFilter = {
  timezone: string;
  since: string | null;
  until: string | null;
  project: string | null;
  runtime: string | null;
};

/** The flags of commands that read local figures. */
export const filterFlags = {
  since: { type: "string", value: "DAY", help: "from this day on, such as 2026-11-01" },
  until: { type: "string", value: "DAY", help: "up to this day, included" },
  last: { type: "string", value: "SPAN", help: "the last days, weeks or months: 7d, 2w, 1m" },
  timezone: {
    type: "string",
    value: "ZONE",
    help: "days are of this zone (default: this machine's)",
  },
  project: { type: "string", value: "NAME", help: "projects with this in their name" },
  runtime: {
    type: "string",
    value: "NAME",
    help: "one agent: claude-code, codex, gemini-cli, …",
  },
} as const satisfies Flags;

type FilterValues = Partial<Record<keyof typeof filterFlags, string>>;

/** `localTimezone`: where no flag names another. Throws wrong use for a day, a span or a zone that is none. */
export function readFilter(
  flags: FilterValues,
  { localTimezone, now }: { localTimezone: string; now: number },
): CostFilter {
  const timezone = flags.timezone === undefined ? localTimezone : readTimezone(flags.timezone);
  if (flags.since !== undefined && flags.last !== undefined) {
    throw wrongUse("--since and --last both say where to begin; give one of them.");
  }
  const since =
    readDate("since", flags.since) ?? readLast(flags.last, () => dateFinder(timezone)(now));
  const until = readDate("until", flags.until);
  if (since !== null && until !== null && since > until) {
    throw wrongUse(`No day is from ${since} on and up to ${until}.`);
  }
  return {
    timezone,
    since,
    until,
    project: flags.project ?? null,
    runtime: flags.runtime ?? null,
  };
}

/** Whether a day's work of a project and an agent counts. */
export function matches(
  one: { date: string; project: string | null; runtime: string },
  filter: CostFilter,
): boolean {
  const isInside =
    (filter.since === null || one.date >= filter.since) &&
    (filter.until === null || one.date <= filter.until);
  const isOfProject =
    filter.project === null ||
    (one.project ?? "").toLowerCase().includes(filter.project.toLowerCase());
  return isInside && isOfProject && (filter.runtime === null || one.runtime === filter.runtime);
}

/** Throws wrong use for an agent that cannot be read. */
export function requireRuntime(name: string | undefined): void {
  const known = runtimeAdapters.map(({ runtime }) => runtime);
  if (name === undefined || known.includes(name)) return;
  throw wrongUse(`There is no agent "${name}".`, `Agents: ${known.join(", ")}.`);
}
