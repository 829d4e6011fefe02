import type { RunPlace } from "../library/library-types.ts";
import { groupBy } from "../output/group-by.ts";

/**
 * Runs of one session in one folder, as one: their root's, which is at work while they are; the latest first. What a
 * sub-agent does in its parent's folder is thus not told twice.
 */
export function joinPlaces(places: RunPlace[]): RunPlace[] {
  const groups = groupBy(
    places,
    ({ runtime, rootRunId, cwd }) => `${runtime} ${rootRunId}\n${cwd}`,
  );
  return [...groups.values()]
    .flatMap((group) => joined(group) ?? [])
    .toSorted((a, b) => b.lastAt - a.lastAt);
}

function joined(group: RunPlace[]): RunPlace | undefined {
  const byStart = group.toSorted(
    (a, b) => a.startedAt - b.startedAt || (a.runId < b.runId ? -1 : 1),
  );
  const first = group.find(({ runId, rootRunId }) => runId === rootRunId) ?? byStart[0];
  if (!first) return undefined;
  return {
    ...first,
    startedAt: Math.min(...group.map(({ startedAt }) => startedAt)),
    lastAt: Math.max(...group.map(({ lastAt }) => lastAt)),
    links: [...new Set(group.flatMap(({ links }) => links))],
  };
}
