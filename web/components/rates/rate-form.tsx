import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { Workspace } from "#contract/team.ts";
import type { VibeRateBook } from "#contract/vibe.ts";
import type { VibeRates } from "#contract/vibe-rule.ts";
import { Button } from "#web/components/ui/button.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { draftOf, type RateDraft, ratesOf } from "#web/lib/rate-draft.ts";
import { accountQueries } from "#web/queries/account.ts";
import { reportQueries } from "#web/queries/reports.ts";
import { saveVibeRates, vibeQueries } from "#web/queries/vibe.ts";
import { EstimatePreview } from "./estimate-preview.tsx";
import { ModelRates } from "./model-rates.tsx";
import { PieceRates } from "./piece-rates.tsx";

type RateFormProps = { workspace: Workspace; book: VibeRateBook };

/** What each part of the form is given: the draft, how to change it, and whether faults are told. */
export type RatePartProps = {
  draft: RateDraft;
  onChange: (change: Partial<RateDraft>) => void;
  isTried: boolean;
};

/** All rates at once, with what a piece of work comes to by them before they are saved. */
export function RateForm({ workspace, book }: RateFormProps) {
  const [draft, setDraft] = useState(() => draftOf(book.rates));
  const [isTried, setTried] = useState(false);
  const save = useSave(workspace.slug);
  const mayChange = workspace.role === "owner" || workspace.role === "admin";
  const rates = ratesOf(draft);
  const isChanged = JSON.stringify(rates) !== JSON.stringify(book.rates);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (rates) save.mutate({ revision: book.revision, rates });
  };
  const onChange = (change: Partial<RateDraft>) => setDraft({ ...draft, ...change });
  const part = { draft, onChange, isTried };
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
      <form className="card p-5" noValidate aria-label="Rates" onSubmit={submit}>
        <fieldset disabled={!mayChange} className="grid grid-cols-1 gap-6">
          <PieceRates {...part} />
          <ModelRates {...part} />
          <ShownCheck {...part} />
        </fieldset>
        <div className="mt-5 flex flex-wrap items-center gap-3">
          {mayChange ? (
            <Button type="submit" look="primary" disabled={!isChanged || save.isPending}>
              Save
            </Button>
          ) : (
            <p className="text-sm text-muted">Owners and admins change these.</p>
          )}
          {isTried && !rates && (
            <p role="alert" className="text-sm text-danger">
              Mend what is marked; each model stands here once, by its name.
            </p>
          )}
          <Refusal error={save.error} />
        </div>
      </form>
      <EstimatePreview rates={rates} />
    </div>
  );
}

const ShownCheck = ({ draft, onChange }: RatePartProps) => (
  <label className="flex items-start gap-2.5">
    <input
      type="checkbox"
      className="mt-0.5 size-4 accent-accent"
      checked={draft.isShown}
      onChange={({ target }) => onChange({ isShown: target.checked })}
    />
    <span>
      Show VIBE in place of dollars
      <span className="block text-sm text-muted">
        In lists and on sessions, for everybody in the workspace. Dollars stay in the tooltip.
      </span>
    </span>
  </label>
);

/** The unit stands on every screen, so all that holds it is asked for again. */
function useSave(workspace: string) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (input: { revision: number; rates: VibeRates }) => saveVibeRates(workspace, input),
    onSuccess: async (book) => {
      client.setQueryData(vibeQueries.rates(workspace).queryKey, book);
      await Promise.all([
        client.invalidateQueries({ queryKey: vibeQueries.audit(workspace).queryKey }),
        client.invalidateQueries({ queryKey: reportQueries.all(workspace) }),
        client.invalidateQueries({ queryKey: accountQueries.me().queryKey }),
      ]);
      await router.invalidate();
    },
    // Somebody else was faster: what they saved is what one decides upon.
    onError: () => client.invalidateQueries({ queryKey: vibeQueries.rates(workspace).queryKey }),
  });
}
