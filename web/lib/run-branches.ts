import type { SessionRun } from "#contract/sessions.ts";

/** A run with those that it started. */
export type RunBranch = { run: SessionRun; below: RunBranch[] };

/**
 * A session's runs as a tree, each once and in their order. Of runs that are each other's parents the first is above the
 * others.
 */
export function runBranches(runs: SessionRun[]): RunBranch[] {
  const ids = new Set(runs.map(({ id }) => id));
  const children = Map.groupBy(runs, ({ parentRunId }) => parentRunId);
  const passed = new Set<SessionRun>();
  const branchesOf = (some: SessionRun[]): RunBranch[] =>
    some.flatMap((run) => {
      if (passed.has(run)) return [];
      passed.add(run);
      return [{ run, below: branchesOf(children.get(run.id) ?? []) }];
    });
  const isTop = ({ parentRunId }: SessionRun) => parentRunId === null || !ids.has(parentRunId);
  return [...branchesOf(runs.filter(isTop)), ...branchesOf(runs)];
}
