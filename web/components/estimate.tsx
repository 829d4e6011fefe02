import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { SessionDetail } from "#contract/sessions.ts";
import type { Workspace } from "#contract/team.ts";
import { formatCount } from "#web/lib/format.ts";
import { MoneyUnit } from "#web/lib/use-money.ts";
import { applySession } from "#web/live/apply-message.ts";
import { saveEstimate, vibeQueries } from "#web/queries/vibe.ts";
import { Cost } from "./money.tsx";
import { Button } from "./ui/button.tsx";
import { Field } from "./ui/field.tsx";
import { Modal } from "./ui/modal.tsx";
import { Refusal } from "./ui/states.tsx";

type EstimateProps = { session: SessionDetail; workspace: Workspace };

/** What the session came to in the workspace's own unit, beside what it was reckoned at. */
export function Estimate({ session, workspace }: EstimateProps) {
  const { data } = useQuery(vibeQueries.rates(workspace.slug));
  const [isOpen, setOpen] = useState(false);
  const { estimateVibe, totals } = session;
  const usdPerVibe = data?.rates.usdPerVibe;
  return (
    <section
      className="card flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3"
      aria-label="Estimate"
    >
      <p data-figure="vibe">
        {usdPerVibe === undefined ? (
          "…"
        ) : (
          <MoneyUnit value={{ usdPerVibe }}>
            <Cost totals={totals} />
          </MoneyUnit>
        )}
      </p>
      <p className="grow text-muted">
        {estimateVibe === null ? "No estimate" : `Estimated ${formatCount(estimateVibe)} VIBE`}
        {usdPerVibe !== undefined && shareOf(session, usdPerVibe)}
      </p>
      {workspace.role !== "viewer" && (
        <Button onClick={() => setOpen(true)}>
          {estimateVibe === null ? "Set an estimate" : "Change"}
        </Button>
      )}
      {isOpen && (
        <EstimateForm session={session} workspace={workspace} onClose={() => setOpen(false)} />
      )}
    </section>
  );
}

/** `, 43% of it used`; of no estimate, or of one of nothing, there is no share, nor where not all is priced. */
function shareOf({ estimateVibe, totals }: SessionDetail, usdPerVibe: number): string {
  if (!estimateVibe || totals.unpricedEvents > 0) return "";
  const share = totals.costNanoUsd / 1e9 / usdPerVibe / estimateVibe;
  return `, ${formatCount(Math.round(share * 100))}% of it used`;
}

type EstimateFormProps = EstimateProps & { onClose: () => void };

function EstimateForm({ session, workspace, onClose }: EstimateFormProps) {
  const [text, setText] = useState(session.estimateVibe === null ? "" : `${session.estimateVibe}`);
  const [isTried, setTried] = useState(false);
  const save = useSave(session, workspace.slug);
  const estimate = wholeOf(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (estimate !== undefined) save.mutate(estimate, { onSuccess: onClose });
  };
  return (
    <Modal
      title="Estimate"
      says="What the work was reckoned at before it was done. Leave it empty to take it away."
      onClose={onClose}
    >
      <form className="grid gap-4" noValidate onSubmit={submit}>
        <Field
          label="VIBE"
          inputMode="numeric"
          autoComplete="off"
          value={text}
          error={
            isTried && estimate === undefined ? "Type a whole number, such as 12000." : undefined
          }
          onChange={({ target }) => setText(target.value)}
        />
        <Refusal error={save.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Undefined where that is no number of VIBE. */
function wholeOf(text: string): number | null | undefined {
  const plain = text.replaceAll(/[\s,]/g, "");
  if (plain === "") return null;
  return /^\d{1,12}$/.test(plain) ? Number(plain) : undefined;
}

function useSave(session: SessionDetail, workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (estimate: number | null) => saveEstimate(workspace, session.id, estimate),
    onSuccess: (saved) =>
      applySession(client, workspace, { revision: saved.revision, session: saved }),
  });
}
