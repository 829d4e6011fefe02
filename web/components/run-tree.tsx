import type { ReactNode } from "react";
import type { SessionRun } from "#contract/sessions.ts";
import { type RunBranch, runBranches } from "#web/lib/run-branches.ts";
import { Cost, Tokens } from "./money.tsx";

type ActionOf = (run: SessionRun) => ReactNode;

/** `actionOf`: what can be done with a root run. */
type RunTreeProps = { runs: SessionRun[]; actionOf?: ActionOf | undefined };

/** A session's runs with their sub-agents below them, and what each cost. */
export function RunTree({ runs, actionOf }: RunTreeProps) {
  return (
    <section className="card grid grid-cols-1 content-start" aria-label="Cost by run">
      <h2 className="px-4 pt-4 pb-1.5 font-medium">By run</h2>
      <ul className="max-h-96 overflow-auto pb-2" tabIndex={0} aria-label="Runs">
        {runBranches(runs).map((branch) => (
          <Branch key={branch.run.id} branch={branch} depth={0} action={actionOf?.(branch.run)} />
        ))}
      </ul>
    </section>
  );
}

type BranchProps = { branch: RunBranch; depth: number; action?: ReactNode };

function Branch({ branch: { run, below }, depth, action }: BranchProps) {
  const name = run.agentType ?? run.title ?? (depth > 0 ? "sub-agent" : "main run");
  return (
    <li>
      <div className="flex items-center gap-3 px-4 py-1.5" style={{ paddingLeft: 16 + depth * 20 }}>
        <span
          className="min-w-0 flex-1 truncate"
          title={`${run.runtime} ${run.version ?? ""} · ${run.id}`}
        >
          {depth > 0 && (
            <span className="mr-1.5 text-faint" aria-hidden>
              └
            </span>
          )}
          {name}
          <span className="ml-2 font-mono text-xs text-faint">
            {run.id.split("/").at(-1)?.slice(0, 8)}
          </span>
        </span>
        <span className="shrink-0 text-sm text-muted">
          <Tokens count={run.totals.total} />
        </span>
        <span className="min-w-20 shrink-0 text-right text-sm">
          <Cost totals={run.totals} />
        </span>
        {action}
      </div>
      {below.length > 0 && (
        <ul>
          {below.map((one) => (
            <Branch key={one.run.id} branch={one} depth={depth + 1} />
          ))}
        </ul>
      )}
    </li>
  );
}
