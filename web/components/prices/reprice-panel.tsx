import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { PriceList, Repricing } from "#contract/prices.ts";
import { Ago } from "#web/components/time.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Confirm } from "#web/components/ui/confirm.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { formatCount, formatResponses, formatUsd } from "#web/lib/format.ts";
import { costQueries } from "#web/queries/costs.ts";
import { priceQueries, reprice } from "#web/queries/prices.ts";
import { sessionQueries } from "#web/queries/sessions.ts";
import { RepricingFigures } from "./repricing-figures.tsx";

type RepricePanelProps = { workspace: string; list: PriceList; mayChange: boolean };

/** Past events: what the present prices would change, and the changing of it. */
export function RepricePanel({ workspace, list, mayChange }: RepricePanelProps) {
  const latest = usePass(workspace, list);
  const begin = useBegin(workspace);
  const isOutdated = latest?.mode === "dry-run" && latest.revision !== list.revision;
  const pass = isOutdated ? null : latest;
  return (
    <div className="grid grid-cols-1 gap-4 p-4">
      <p className="text-muted">
        Costs stay as they were when each response came in, until you re-price them. A dry run tells
        what would change.
      </p>
      {pass && <Pass pass={pass} />}
      <Refusal error={begin.error} />
      {mayChange && pass?.status !== "running" && <Actions pass={pass} begin={begin} />}
    </div>
  );
}

type ActionsProps = { pass: Repricing | null; begin: ReturnType<typeof useBegin> };

function Actions({ pass, begin }: ActionsProps) {
  return (
    <div className="flex flex-wrap gap-2">
      <Button disabled={begin.isPending} onClick={() => begin.mutate(undefined)}>
        {pass ? "Run a new dry run" : "See what would change"}
      </Button>
      {pass && isWorthApplying(pass) && (
        <Confirm
          trigger={<Button look="primary">Re-price {formatResponses(pass.changedEvents)}</Button>}
          title="Re-price past responses?"
          says={`Their cost changes from ${formatUsd(pass.beforeNanoUsd)} to ${formatUsd(pass.afterNanoUsd)}, in every figure and report from now on. It is kept on record below.`}
          action="Re-price"
          onConfirm={() => begin.mutateAsync(pass.id)}
        />
      )}
    </div>
  );
}

const isWorthApplying = ({ mode, status, changedEvents }: Repricing) =>
  mode === "dry-run" && status === "done" && changedEvents > 0;

/** The latest pass as it stands; while it runs, it is asked for again and again. */
function usePass(workspace: string, { repricing }: PriceList): Repricing | null {
  const client = useQueryClient();
  const id = repricing?.id ?? "";
  const { data } = useQuery({
    ...priceQueries.repricing(workspace, id),
    enabled: repricing !== null,
    ...(repricing && { initialData: repricing }),
  });
  const pass = repricing ? (data ?? repricing) : null;
  const appliedId = pass?.mode === "apply" && pass.status !== "running" ? pass.id : null;
  useEffect(() => {
    if (appliedId === null) return;
    for (const queryKey of [
      costQueries.all(workspace),
      sessionQueries.all(workspace),
      priceQueries.list(workspace).queryKey,
      priceQueries.audit(workspace).queryKey,
    ]) {
      void client.invalidateQueries({ queryKey });
    }
  }, [client, workspace, appliedId]);
  return pass;
}

function useBegin(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (dryRunId: string | undefined) => reprice(workspace, dryRunId),
    onSuccess: (pass) => {
      client.setQueryData(priceQueries.repricing(workspace, pass.id).queryKey, pass);
      client.setQueryData(priceQueries.list(workspace).queryKey, (known) =>
        known ? { ...known, repricing: pass } : known,
      );
    },
  });
}

function Pass({ pass }: { pass: Repricing }) {
  if (pass.status === "running") return <Progress pass={pass} />;
  return (
    <div className="grid grid-cols-1 gap-3" role="status">
      <p>
        <Outcome pass={pass} />
      </p>
      {pass.changedEvents > 0 && <RepricingFigures pass={pass} />}
    </div>
  );
}

function Outcome({ pass }: { pass: Repricing }) {
  const count = `${formatCount(pass.changedEvents)} of ${formatResponses(pass.eventsSeen)}`;
  const when = pass.finishedAt && <Ago at={pass.finishedAt} />;
  if (pass.status === "stopped") {
    return (
      <>
        Stopped {when}, since prices changed meanwhile. {count} were re-priced by then.
      </>
    );
  }
  if (pass.mode === "apply") {
    return (
      <>
        {count} were re-priced {when}.
      </>
    );
  }
  if (pass.changedEvents === 0) return <>Nothing would change. Every cost is at today's prices.</>;
  return <>{count} would change.</>;
}

function Progress({ pass }: { pass: Repricing }) {
  const seen = Math.min(pass.eventsSeen, pass.eventsTotal);
  return (
    <div className="grid gap-1.5">
      <p className="flex justify-between gap-3 text-sm" role="status">
        <span>{pass.mode === "apply" ? "Re-pricing" : "Dry run"}</span>
        <span className="text-muted">
          {formatCount(seen)} of {formatResponses(pass.eventsTotal)}
        </span>
      </p>
      <progress
        className="h-1.5 w-full overflow-hidden rounded-full accent-accent"
        aria-label="Responses looked at"
        value={seen}
        max={Math.max(pass.eventsTotal, 1)}
      />
      <p className="text-sm text-muted">It goes on when you leave this page.</p>
    </div>
  );
}
