import type { SessionDetail } from "#contract/sessions.ts";
import { Breakdown } from "#web/components/breakdown.tsx";
import { RunTree } from "#web/components/run-tree.tsx";
import { shortModel } from "#web/lib/format.ts";
import { SplitRun } from "./split-run.tsx";
import { TokenBuckets } from "./token-buckets.tsx";

type CostsProps = { workspace: string; session: SessionDetail; mayChange: boolean };

/**
 * The cost by run, by model and by what runs are for, and the tokens by how they are paid for. Runs of a session that was begun
 * by hand can be split off.
 */
export function SessionCosts({ workspace, session, mayChange }: CostsProps) {
  const canSplit = mayChange && session.origin === "manual";
  const models = session.byModel.map(({ model, totals }) => ({
    key: model,
    label: shortModel(model),
    totals,
  }));
  const kinds = session.byKind.map(({ kind, totals }) => ({ key: kind, label: kind, totals }));
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      <RunTree
        runs={session.byRun}
        actionOf={
          canSplit
            ? (run) => <SplitRun workspace={workspace} session={session} run={run} />
            : undefined
        }
      />
      <Breakdown title="By model" rows={models} />
      <Breakdown title="By kind of run" rows={kinds} />
      <TokenBuckets totals={session.totals} />
    </div>
  );
}
